#include "api/live/board_body.hpp"
#include "api/live/hub.hpp"
#include "projections/core/delta.hpp"

namespace atelier::api {
namespace {

using Clock = std::chrono::steady_clock;

ReadyAnswer board_answer(Entities const& entities, Position position) {
    return {board_body(entities, position), std::make_shared<Encodings>(), position, position, {}};
}

}  // namespace

std::optional<ReadyAnswer> Hub::board(eventstore::Connection& connection, ProjectId project,
                                      bool is_exact) {
    auto const topic = projections::board_topic(project);
    {
        std::lock_guard const lock{mutex_};
        auto& entry = topics_[topic];
        entry.is_wanted = true;
        entry.last_used = Clock::now();
        if (!is_exact && entry.topic.is_loaded()) {
            auto const position = entry.topic.position();
            if (!entry.ready || entry.ready->position != position) {
                entry.ready = board_answer(entry.topic.entities(), position);
                entry.ready_until = Clock::time_point::max();
            }
            return entry.ready;
        }
    }
    auto state = load_topic(connection, topic);
    if (!state) return std::nullopt;
    auto ready = board_answer(state->entities, state->position);
    std::lock_guard const lock{mutex_};
    auto& entry = topics_[topic];
    entry.last_used = Clock::now();
    // Deltas that came meanwhile are put on top; if one is missing the next reader reads again.
    if (!entry.topic.is_loaded()) entry.topic.load(std::move(*state));
    return ready;
}

Glimpse Hub::glimpse() const {
    std::lock_guard const lock{mutex_};
    return {access_changes_, forgotten_};
}

/// Nothing that it may be void by has come since.
bool Hub::keeps(Glimpse const& glimpse) const {
    return access_pending_ == 0 && glimpse.access == access_changes_ &&
           glimpse.forgotten == forgotten_ && topics_.size() < 2 * topics_in_memory;
}

void Hub::keep(std::string const& topic, UserId user, Glimpse const& glimpse,
               std::optional<ReadyAnswer> answer) {
    std::lock_guard const lock{mutex_};
    if (!keeps(glimpse)) return;
    auto& entry = topics_[topic];
    entry.last_used = Clock::now();
    bool const is_full = entry.readers.size() >= readers_of_a_topic;
    if (is_full || std::exchange(entry.readers_access, access_changes_) != access_changes_)
        entry.readers.clear();
    entry.readers[user] = entry.last_used + reader_time;
    if (!answer || answer->position < entry.topic.last_delta()) return;
    if (entry.ready && answer->position < entry.ready->position) return;
    entry.ready = std::move(answer);
    entry.ready_until = entry.last_used + reader_time;
}

bool Hub::is_let_in(Entry const& entry, UserId user) const {
    if (access_pending_ != 0 || entry.readers_access != access_changes_) return false;
    auto const reader = entry.readers.find(user);
    return reader != entry.readers.end() && Clock::now() < reader->second;
}

std::optional<ReadyAnswer> Hub::ready(std::string const& topic, UserId user) {
    std::lock_guard const lock{mutex_};
    auto const found = topics_.find(topic);
    if (found == topics_.end()) return std::nullopt;
    auto& entry = found->second;
    auto const now = Clock::now();
    if (!entry.ready || entry.ready->position < entry.topic.last_delta() ||
        entry.ready_until < now || !is_let_in(entry, user))
        return std::nullopt;
    entry.last_used = now;
    ++ready_answers_;
    return entry.ready;
}

}  // namespace atelier::api
