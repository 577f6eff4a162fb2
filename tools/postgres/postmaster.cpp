#include "tools/postgres/postmaster.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <thread>

#include "tools/postgres/descriptor.hpp"
#include "tools/postgres/process.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto silence_limit = 60s;    // a server that does not even say that it starts
constexpr auto recovery_limit = 600s;  // a server that replays its log after a crash

enum class Answer { ready, starting, none };

Answer ask(fs::path const& socket_folder) {
    auto const address =
        fmt::format("host={} port=5432 user=postgres dbname=postgres connect_timeout=5",
                    socket_folder.native());
    switch (PQping(address.c_str())) {
        case PQPING_OK:
            return Answer::ready;
        case PQPING_REJECT:
            return Answer::starting;
        default:
            return Answer::none;
    }
}

}  // namespace

std::expected<bool, std::string> wait_until_ready(pid_t server, fs::path const& socket_folder) {
    auto const begin = Clock::now();
    auto last_sign = begin;
    while (true) {
        auto const answer = ask(socket_folder);
        if (answer == Answer::ready) return true;
        if (!is_running(server)) return false;
        auto const now = Clock::now();
        if (answer == Answer::starting) last_sign = now;
        if (now - last_sign > silence_limit || now - begin > recovery_limit) {
            return std::unexpected(
                fmt::format("PostgreSQL (process {}) runs and does not answer in {}", server,
                            socket_folder.native()));
        }
        std::this_thread::sleep_for(poll_interval);
    }
}

std::optional<Postmaster> find_postmaster(fs::path const& cluster) {
    std::ifstream file{cluster / "postmaster.pid"};
    std::string line;
    Postmaster found;
    for (int number = 1; std::getline(file, line); ++number) {
        if (number == 1) found.process = static_cast<pid_t>(std::atol(line.c_str()));
        if (number == 5) found.socket_folder = line;
    }
    if (found.process <= 0) return std::nullopt;
    std::error_code error;
    auto const folder = fs::read_symlink(fmt::format("/proc/{}/cwd", found.process), error);
    if (error || folder != cluster) return std::nullopt;
    return found;
}

// PostgreSQL takes any process with that number for its own: one that got the number later, or a
// killed server that its parent has not collected. That no server still uses the data it sees by
// its shared memory too.
void remove_stale_process_file(fs::path const& cluster) {
    std::ifstream file{cluster / "postmaster.pid"};
    pid_t process = 0;
    if (!(file >> process) || process <= 0 || find_postmaster(cluster)) return;
    is_running(process);  // collects it when it is ours
    std::error_code ignored;
    if (kill(process, 0) == 0 || errno == EPERM) fs::remove(cluster / "postmaster.pid", ignored);
}

}  // namespace atelier::tools
