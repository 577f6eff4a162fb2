#pragma once

#include <map>
#include <optional>
#include <string>

#include "domain/workspace/events.hpp"

namespace atelier::workspace {

struct State {
    bool exists = false;
    std::string name;
    std::string slug;
    std::map<UserId, WorkspaceRole> members;

    std::optional<WorkspaceRole> role_of(UserId user) const;
};

State evolve(State state, WorkspaceCreated const& event);
State evolve(State state, MemberAdded const& event);
State evolve(State state, MemberRemoved const& event);

}  // namespace atelier::workspace
