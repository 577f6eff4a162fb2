#include "eventstore/source/log_source.hpp"

#include <algorithm>
#include <thread>

#include "domain/require.hpp"
#include "eventstore/log/reader.hpp"

namespace atelier::eventstore {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t read_limit = 10'000;
constexpr std::chrono::milliseconds replica_pause{1};

}  // namespace

LogSource::LogSource(std::string database_url, LogSignal& signal)
    : connection_(std::move(database_url), Connection::Plans::generic),
      signal_(signal),
      watch_(signal) {}

void LogSource::assign(std::vector<Resume> places) {
    require(places.size() <= 1, "the log has one partition");
    require(places.empty() || places.front().partition == 0, "the log's only partition is 0");
    position_ = places.empty() ? unassigned : places.front().position;
}

std::vector<SourcedEvent> LogSource::read(std::size_t limit) {
    auto const most = std::min(limit, read_limit);
    auto read = signal_.newest_after(position_, most);
    if (!read) read = read_forward(connection_, position_, static_cast<int>(most));
    std::vector<SourcedEvent> events;
    events.reserve(read->size());
    for (auto& event : *read) {
        position_ = event.position;
        events.push_back({std::move(event), 0, position_});
    }
    return events;
}

std::vector<SourcedEvent> LogSource::poll(std::size_t limit, std::chrono::milliseconds timeout) {
    auto const deadline = Clock::now() + timeout;
    std::vector<SourcedEvent> events;
    bool is_announced = false;
    try {
        while (!woken_.exchange(false)) {
            events = read(limit);
            auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
            if (!events.empty() || left.count() <= 0) break;
            // What was announced a replica may not have yet.
            if (is_announced) std::this_thread::sleep_for(replica_pause);
            is_announced = watch_.wait_beyond(connection_, position_, left, woken_);
        }
    } catch (DatabaseError const& error) {
        throw SourceError(std::string{"the log cannot be read: "} + error.what(),
                          error.is_retryable());
    }
    return events;
}

void LogSource::wake() {
    woken_ = true;
    signal_.wake_all();
}

}  // namespace atelier::eventstore
