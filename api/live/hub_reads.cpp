#include "api/live/board_body.hpp"
#include "api/live/hub.hpp"
#include "projections/core/delta.hpp"

namespace atelier::api {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

std::optional<ReadyAnswer> Hub::board(eventstore::Connection& connection, ProjectId project,
                                      bool is_exact) {
    auto const topic = projections::board_topic(project);
    if (!is_exact) {
        std::lock_guard const lock{mutex_};
        auto const found = topics_.find(topic);
        if (found != topics_.end() && found->second.topic.is_loaded()) {
            auto& entry = found->second;
            auto const position = entry.topic.position();
            entry.last_used = Clock::now();
            if (!entry.board || entry.board->position != position) {
                entry.board = {board_body(entry.topic.entities(), position),
                               std::make_shared<Encodings>(), position, position, 0};
            }
            return entry.board;
        }
    }
    auto state = load_topic(connection, topic);
    if (!state) return std::nullopt;
    ReadyAnswer ready{board_body(state->entities, state->position), std::make_shared<Encodings>(),
                      state->position, state->position, 0};
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

void Hub::let_in(std::string const& topic, UserId user, Glimpse const& glimpse) {
    std::lock_guard const lock{mutex_};
    if (!keeps(glimpse)) return;
    auto& entry = topics_[topic];
    entry.last_used = Clock::now();
    bool const is_full = entry.readers.size() >= readers_of_a_topic;
    if (is_full || std::exchange(entry.readers_access, access_changes_) != access_changes_)
        entry.readers.clear();
    entry.readers[user] = entry.last_used + reader_time;
}

bool Hub::is_let_in(Entry const& entry, UserId user) const {
    if (access_pending_ != 0 || entry.readers_access != access_changes_) return false;
    auto const reader = entry.readers.find(user);
    return reader != entry.readers.end() && Clock::now() < reader->second;
}

void Hub::keep_task(TaskId task, ReadyAnswer answer, Glimpse const& glimpse) {
    std::lock_guard const lock{mutex_};
    if (!keeps(glimpse)) return;
    auto& entry = topics_[projections::task_topic(task)];
    entry.last_used = Clock::now();
    if (answer.position < entry.topic.last_delta()) return;
    if (entry.task && answer.position < entry.task->position) return;
    entry.task = std::move(answer);
    entry.task_until = entry.last_used + reader_time;
}

std::optional<ReadyAnswer> Hub::ready_task(TaskId task, UserId user) {
    auto const topic = projections::task_topic(task);
    std::lock_guard const lock{mutex_};
    auto const found = topics_.find(topic);
    if (found == topics_.end()) return std::nullopt;
    auto& entry = found->second;
    if (!entry.task || entry.task->position < entry.topic.last_delta() ||
        entry.task_until < Clock::now() || !is_let_in(entry, user))
        return std::nullopt;
    entry.last_used = Clock::now();
    ++ready_answers_;
    return entry.task;
}

std::optional<ReadyAnswer> Hub::ready_board(ProjectId project, UserId user) {
    auto const topic = projections::board_topic(project);
    std::lock_guard const lock{mutex_};
    auto const found = topics_.find(topic);
    if (found == topics_.end()) return std::nullopt;
    auto& entry = found->second;
    // Making it takes milliseconds: that is left to whoever may block.
    if (!entry.board || !entry.topic.is_loaded() ||
        entry.board->position != entry.topic.position() || !is_let_in(entry, user))
        return std::nullopt;
    entry.last_used = Clock::now();
    ++ready_answers_;
    return entry.board;
}

}  // namespace atelier::api
