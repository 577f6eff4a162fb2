#pragma once

#include "domain/task/events.hpp"

namespace atelier::task {

struct State {
    bool exists = false;
    bool archived = false;
    bool deleted = false;
    ProjectId project;
    std::int64_t number = 0;
    std::string title;
    std::string description;
    StatusId status;
    Rank rank;
    Priority priority = Priority::medium;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<DateOrTime> due;
    Type type = Type::task;
    std::optional<DateOrTime> start;
    std::optional<std::int64_t> estimate_seconds;
    std::optional<DateOrTime> announced_due;  ///< the last due time that was announced as missed

    bool is_assigned_to(UserId user) const;
    bool has_label(LabelId label) const;
    /// Whether it was announced that the present due time passed with the task not done.
    bool missed_its_due() const { return due && announced_due == due; }
};

State evolve(State state, TaskCreated const& event);
State evolve(State state, TaskEdited const& event);
State evolve(State state, TaskMoved const& event);
State evolve(State state, TaskArchived const& event);
State evolve(State state, TaskUnarchived const& event);
State evolve(State state, TaskDeleted const& event);
State evolve(State state, TaskRestored const& event);
State evolve(State state, TaskBecameOverdue const& event);

}  // namespace atelier::task
