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
    std::optional<Timestamp> due;
    std::optional<Timestamp> announced_due;  ///< the last due time that was announced as missed
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
