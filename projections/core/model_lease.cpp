#include "projections/core/model_lease.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>

#include "domain/time.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto patience = 10s;  // until the server has noticed that a process is gone
constexpr auto pause = 100ms;

std::string host() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

/// `rebuild, process 4711 on harbour`: the server keeps 63 bytes of it.
std::string session_name(std::string const& doing) {
    return doing + ", process " + std::to_string(::getpid()) + " on " + host();
}

/// Whether the session's process was on this machine and is not there any more.
bool is_gone(std::string_view session) {
    constexpr std::string_view mark = ", process ";
    auto const at = session.find(mark);
    if (at == session.npos || !session.ends_with(" on " + host())) return false;
    auto const digits = session.substr(at + mark.size());
    int process = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), process);
    return process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
}

/// The server does not tell one role of the sessions of another.
std::string holder(eventstore::Rows const& rows) {
    if (rows.is_null(0, 1)) return ", as another role of the database";
    return ": " + rows.string(0, 0) + ", since " + to_text(Timestamp{rows.integer(0, 1)});
}

}  // namespace

void name_session(eventstore::Connection& connection, std::string const& doing) {
    connection.run(sql::projection_name_session, session_name(doing));
}

ModelLease::ModelLease(eventstore::Connection& connection, std::string_view model,
                       std::string const& doing)
    : connection_(connection), model_(model) {
    name_session(connection, doing);
    auto const deadline = Clock::now() + patience;
    while (
        !connection.run(sql::projection_try_model_lease, model_lease_kind, model_).boolean(0, 0)) {
        auto const rows = connection.run(sql::projection_who_leases, model_lease_kind, model_);
        if (!rows.empty() && (!is_gone(rows.text(0, 0)) || Clock::now() > deadline)) {
            throw ModelBusy("another process is at read model " + model_ + holder(rows));
        }
        std::this_thread::sleep_for(pause);
    }
}

ModelLease::~ModelLease() {
    if (!connection_.is_connected()) return;
    try {
        connection_.run(sql::projection_drop_model_lease, model_lease_kind, model_);
    } catch (eventstore::DatabaseError const& error) {
        spdlog::warn("the lease of read model {} ends with its connection: {}", model_,
                     error.what());
        connection_.disconnect();
    }
}

}  // namespace atelier::projections
