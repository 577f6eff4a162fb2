#include "domain/access/roles.hpp"

#include <algorithm>
#include <array>

namespace atelier {
namespace {

constexpr std::array matrix{
    Grant{Permission::view_workspace, WorkspaceRole::viewer, "see the workspace and its members"},
    Grant{Permission::view_activity, WorkspaceRole::viewer, "see what happened",
          ProjectRole::viewer},
    Grant{Permission::update_workspace, WorkspaceRole::admin, "rename and describe the workspace"},
    Grant{Permission::delete_workspace, WorkspaceRole::owner, "delete and restore the workspace"},
    Grant{Permission::transfer_ownership, WorkspaceRole::owner, "make somebody else the owner"},
    Grant{Permission::manage_members, WorkspaceRole::admin,
          "add and remove members, and change their roles up to the own"},
    Grant{Permission::create_project, WorkspaceRole::admin, "create projects"},
    Grant{Permission::import_board, WorkspaceRole::admin, "import boards of other tools"},
    Grant{Permission::view_project, WorkspaceRole::viewer, "see projects, boards and tasks",
          ProjectRole::viewer},
    Grant{Permission::manage_project, WorkspaceRole::admin,
          "update, archive, delete and restore a project, its workflow, labels and members",
          ProjectRole::lead},
    Grant{Permission::reopen_project, WorkspaceRole::admin,
          "make a completed or cancelled project active again"},
    Grant{Permission::edit_tasks, WorkspaceRole::member, "create, edit and move tasks",
          ProjectRole::member},
    Grant{Permission::delete_tasks, WorkspaceRole::member, "delete and restore tasks",
          ProjectRole::developer},
    Grant{Permission::track_time, WorkspaceRole::member, "run the own timer, keep the own time",
          ProjectRole::member},
    Grant{Permission::view_time, WorkspaceRole::manager, "see everybody's time"},
    Grant{Permission::manage_time, WorkspaceRole::admin, "change everybody's time entries"},
    Grant{Permission::view_audit, WorkspaceRole::admin, "read the audit log"},
};

Grant const* find_grant(Permission permission) {
    auto const* found = std::ranges::find(matrix, permission, &Grant::permission);
    return found == matrix.end() ? nullptr : found;
}

}  // namespace

std::span<Grant const> grants() { return matrix; }

bool may(Standing standing, Permission permission) {
    auto const* grant = find_grant(permission);
    if (!grant) return false;
    bool const by_project =
        standing.project && grant->weakest_in_project && standing.workspace > WorkspaceRole::admin;
    return by_project ? *standing.project <= *grant->weakest_in_project
                      : standing.workspace <= grant->weakest;
}

bool may(WorkspaceRole role, Permission permission) { return may(Standing{role}, permission); }

std::vector<WorkspaceRole> roles_with(Permission permission) {
    std::vector<WorkspaceRole> roles;
    for (auto role : {WorkspaceRole::owner, WorkspaceRole::admin, WorkspaceRole::manager,
                      WorkspaceRole::member, WorkspaceRole::viewer}) {
        if (may(role, permission)) roles.push_back(role);
    }
    return roles;
}

std::vector<ProjectRole> project_roles_with(Permission permission) {
    std::vector<ProjectRole> roles;
    auto const* grant = find_grant(permission);
    if (!grant || !grant->weakest_in_project) return roles;
    for (auto role :
         {ProjectRole::lead, ProjectRole::developer, ProjectRole::member, ProjectRole::viewer}) {
        if (role <= *grant->weakest_in_project) roles.push_back(role);
    }
    return roles;
}

}  // namespace atelier
