#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "domain/workspace/events.hpp"

namespace atelier::workspace {

struct State {
    bool exists = false;
    bool deleted = false;
    std::string name;
    std::string slug;
    std::string description;
    std::map<UserId, WorkspaceRole> members;
    std::map<UserId, std::int64_t> joins;  ///< how often each person was added so far

    std::optional<WorkspaceRole> role_of(UserId user) const;
    /// Which of a person's memberships is the present one, or the last: 1 for the first. What
    /// hangs on a membership (a role in a project) ends with it.
    std::int64_t membership_of(UserId user) const;
};

State evolve(State state, WorkspaceCreated const& event);
State evolve(State state, WorkspaceEdited const& event);
State evolve(State state, WorkspaceDeleted const& event);
State evolve(State state, WorkspaceRestored const& event);
State evolve(State state, MemberAdded const& event);
State evolve(State state, MemberRoleChanged const& event);
State evolve(State state, MemberRemoved const& event);

}  // namespace atelier::workspace
