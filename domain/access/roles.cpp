#include "domain/access/roles.hpp"

#include <array>

namespace atelier {
namespace {

constexpr std::array matrix{
    Grant{Permission::view_workspace, WorkspaceRole::viewer, "see the workspace and its members"},
    Grant{Permission::view_activity, WorkspaceRole::viewer, "see what happened in the workspace"},
    Grant{Permission::manage_members, WorkspaceRole::admin, "add and remove members"},
    Grant{Permission::create_project, WorkspaceRole::admin, "create projects"},
    Grant{Permission::import_board, WorkspaceRole::admin, "import boards of other tools"},
    Grant{Permission::view_project, WorkspaceRole::viewer, "see projects, boards and tasks"},
    Grant{Permission::edit_tasks, WorkspaceRole::member, "create, edit and move tasks"},
    Grant{Permission::delete_tasks, WorkspaceRole::member, "delete and restore tasks"},
    Grant{Permission::track_time, WorkspaceRole::member, "run the own timer, keep the own time"},
    Grant{Permission::view_time, WorkspaceRole::manager, "see everybody's time"},
    Grant{Permission::manage_time, WorkspaceRole::admin, "change everybody's time entries"},
    Grant{Permission::view_audit, WorkspaceRole::admin, "read the audit log"},
};

}  // namespace

std::span<Grant const> grants() { return matrix; }

bool may(WorkspaceRole role, Permission permission) {
    for (auto const& grant : matrix) {
        if (grant.permission == permission) return role <= grant.weakest;
    }
    return false;
}

std::vector<WorkspaceRole> roles_with(Permission permission) {
    std::vector<WorkspaceRole> roles;
    for (auto role : {WorkspaceRole::owner, WorkspaceRole::admin, WorkspaceRole::manager,
                      WorkspaceRole::member, WorkspaceRole::viewer}) {
        if (may(role, permission)) roles.push_back(role);
    }
    return roles;
}

}  // namespace atelier
