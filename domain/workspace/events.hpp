#pragma once

#include <string>
#include <variant>

#include "domain/access/roles.hpp"
#include "domain/event.hpp"
#include "domain/id.hpp"

namespace atelier::workspace {

// Stored for ever: see the warning in domain/event.hpp.

struct WorkspaceCreated {
    std::string name;
    std::string slug;
    UserId owner;
};
ATELIER_EVENT(WorkspaceCreated, 1, name, slug, owner)

struct MemberAdded {
    UserId user;
    WorkspaceRole role;
};
ATELIER_EVENT(MemberAdded, 1, user, role)

struct MemberRemoved {
    UserId user;
};
ATELIER_EVENT(MemberRemoved, 1, user)

using Events = std::variant<WorkspaceCreated, MemberAdded, MemberRemoved>;

}  // namespace atelier::workspace
