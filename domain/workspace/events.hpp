#pragma once

#include <optional>
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

/// Only what changed is there.
struct WorkspaceEdited {
    std::optional<std::string> name;
    std::optional<std::string> slug;
    std::optional<std::string> description;
};
ATELIER_EVENT(WorkspaceEdited, 1, name, slug, description)

struct WorkspaceDeleted {};
ATELIER_EVENT(WorkspaceDeleted, 1)

struct WorkspaceRestored {};
ATELIER_EVENT(WorkspaceRestored, 1)

struct MemberAdded {
    UserId user;
    WorkspaceRole role;
};
ATELIER_EVENT(MemberAdded, 1, user, role)

struct MemberRoleChanged {
    UserId user;
    WorkspaceRole role;
};
ATELIER_EVENT(MemberRoleChanged, 1, user, role)

/// By somebody else, or by themselves: then they left.
struct MemberRemoved {
    UserId user;
};
ATELIER_EVENT(MemberRemoved, 1, user)

using Events = std::variant<WorkspaceCreated, WorkspaceEdited, WorkspaceDeleted, WorkspaceRestored,
                            MemberAdded, MemberRoleChanged, MemberRemoved>;

}  // namespace atelier::workspace
