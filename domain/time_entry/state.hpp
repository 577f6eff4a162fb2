#pragma once

#include "domain/time_entry/events.hpp"

namespace atelier::time_entry {

struct State {
    bool exists = false;
    bool deleted = false;
    UserId user;
    WorkspaceId workspace;
    TaskId task;
    Timestamp started_at;
    Timestamp stopped_at;
    std::string note;
    bool billable = false;
    bool from_timer = false;
};

State evolve(State state, TimeEntryAdded const& event);
State evolve(State state, TimeEntryEdited const& event);
State evolve(State state, TimeEntryDeleted const& event);

}  // namespace atelier::time_entry
