#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/events.hpp"
#include "eventstore/cache/state_cache.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::commands {

struct ClaimLookup {
    std::string scope;
    std::string key;
    auto operator<=>(ClaimLookup const&) const = default;
};

/// The task next to a rank on the board, as far as the read model knows; the decision guards what
/// it finds.
struct NeighbourLookup {
    ProjectId project;
    StatusId status;
    Rank rank;
    bool above;  ///< else below
    auto operator<=>(NeighbourLookup const&) const = default;
};

/// Every task in a status, archived and deleted ones too.
struct TasksLookup {
    ProjectId project;
    StatusId status;
    auto operator<=>(TasksLookup const&) const = default;
};
struct TasksFound {
    std::vector<TaskId> tasks;
    std::int64_t as_of = 0;  ///< position of the log that this holds at
};

/// Thrown by a Scene that lacks what a decision asks for: the handler fetches it and decides again.
struct Missing {
    std::vector<StreamId> streams;
    std::optional<ClaimLookup> claim;
    std::optional<NeighbourLookup> neighbour;
    std::optional<ProjectId> next_number;
    std::optional<TasksLookup> tasks = {};
    std::optional<StreamId> history = {};
};

/// A stream's events from the first one on; one that is being appended has no position yet.
using History = std::vector<eventstore::RecordedEvent>;

/// What is known of a stream that has no events.
eventstore::VersionedState empty_stream(StreamId const& stream);

/// Everything that one decision may look at, and the record of what it did look at. A decision sees
/// states only through its Scene, so that all of them are guarded when it is appended.
class Scene {
public:
    user::State const& user(UserId id) const { return state<user::State>(stream_of(id)); }
    session::State const& session(SessionId id) const {
        return state<session::State>(stream_of(id));
    }
    workspace::State const& workspace(WorkspaceId id) const {
        return state<workspace::State>(stream_of(id));
    }
    project::State const& project(ProjectId id) const {
        return state<project::State>(stream_of(id));
    }
    task::State const& task(TaskId id) const { return state<task::State>(stream_of(id)); }
    timer::State const& timer(TimerId id) const { return state<timer::State>(stream_of(id)); }
    time_entry::State const& time_entry(TimeEntryId id) const {
        return state<time_entry::State>(stream_of(id));
    }

    /// The same of an entry that was most probably never written, its id having been made for what
    /// is written now: it is not looked up, only guarded, and decided again if it is there.
    time_entry::State const& new_time_entry(TimeEntryId id) const {
        return std::get<time_entry::State>(*find_new(stream_of(id)).state);
    }

    /// Says beforehand which streams a decision over many will look at: they are fetched at once.
    void expect(std::vector<StreamId> const& streams) const;

    /// Who owns a claim, if anybody. Not guarded: what hangs on it must be claimed or looked at
    /// too.
    std::optional<std::string> claim_owner(std::string const& scope, std::string const& key) const;
    std::optional<TaskId> neighbour(NeighbourLookup const& lookup) const;
    /// A number for a new task that is probably free; the decision claims it.
    std::int64_t next_number(ProjectId project) const;

    /// Guarded as a whole: it is decided again when a task of the workspace has changed meanwhile.
    std::vector<TaskId> const& tasks_in(TasksLookup const& lookup) const;

    std::int64_t version(StreamId const& stream) const;

    /// Everything that happened to a stream, up to its version.
    History const& history(StreamId const& stream) const;

    // For the handler and for tests.
    /// Asked for a stream that was not put; what it does not know either is missing.
    using Source = std::function<std::optional<eventstore::VersionedState>(StreamId const&)>;
    void read_from(Source source) { source_ = std::move(source); }
    /// Asked for a number for a new task of a project that none was put for.
    using NumberSource = std::function<std::optional<std::int64_t>(ProjectId)>;
    void number_from(NumberSource source) { number_source_ = std::move(source); }
    void put(StreamId const& stream, eventstore::VersionedState state) {
        states_[stream] = std::move(state);
    }
    void put_claim(ClaimLookup lookup, std::optional<std::string> owner) {
        claims_[std::move(lookup)] = std::move(owner);
    }
    void put_neighbour(NeighbourLookup lookup, std::optional<TaskId> task) {
        neighbours_[std::move(lookup)] = task;
    }
    void put_next_number(ProjectId project, std::int64_t number) { numbers_[project] = number; }
    void put_tasks(TasksLookup lookup, TasksFound found) { tasks_[lookup] = std::move(found); }
    void put_history(StreamId const& stream, std::shared_ptr<History const> history) {
        histories_[stream] = std::move(history);
    }
    bool has_history(StreamId const& stream) const { return histories_.contains(stream); }
    /// Of a stream whose history is here.
    void add_to_history(eventstore::RecordedEvent event);
    std::map<TasksLookup, TasksFound> const& tasks_looked_at() const { return tasks_; }
    bool has(StreamId const& stream) const { return states_.contains(stream); }
    std::set<StreamId> const& looked_at() const { return looked_at_; }
    eventstore::VersionedState const& versioned(StreamId const& stream) const {
        return states_.at(stream);
    }

private:
    template <class State>
    State const& state(StreamId const& stream) const {
        return std::get<State>(*find(stream).state);
    }
    eventstore::VersionedState const* known(StreamId const& stream) const;
    eventstore::VersionedState const& find(StreamId const& stream) const;
    eventstore::VersionedState const& find_new(StreamId const& stream) const;

    Source source_;
    NumberSource number_source_;
    mutable std::unordered_map<StreamId, eventstore::VersionedState> states_;
    std::map<ClaimLookup, std::optional<std::string>> claims_;
    std::map<NeighbourLookup, std::optional<TaskId>> neighbours_;
    mutable std::map<ProjectId, std::int64_t> numbers_;
    std::map<TasksLookup, TasksFound> tasks_;
    std::map<StreamId, std::shared_ptr<History const>> histories_;
    mutable std::set<StreamId> looked_at_;
};

}  // namespace atelier::commands
