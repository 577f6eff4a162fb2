#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace atelier {

/// Roles in a workspace, the strongest first.
BOOST_DEFINE_ENUM_CLASS(WorkspaceRole, owner, admin, manager, member, viewer)

/// Roles in a project, the strongest first. A project has one lead at most.
BOOST_DEFINE_ENUM_CLASS(ProjectRole, lead, developer, member, viewer)

/// What a command or a query needs of its caller.
BOOST_DEFINE_ENUM_CLASS(Permission,
                        anyone,     // no sign-in
                        signed_in,  // any person
                        own,        // the person's own things
                        system,     // nobody: the service itself
                        view_workspace, view_activity, update_workspace, delete_workspace,
                        transfer_ownership, manage_members, create_project, import_board,
                        view_project, manage_project, reopen_project, edit_tasks, delete_tasks,
                        track_time, view_time, manage_time, view_audit)

struct Grant {
    Permission permission;
    WorkspaceRole weakest;  ///< this role and every stronger one may
    std::string_view says;  ///< for people: what the permission lets one do
    /// In a project, of somebody with a role there; absent: the workspace's role decides there too.
    std::optional<ProjectRole> weakest_in_project = {};
};

/// What somebody is to a thing: their role in its workspace and, where they have one, in its
/// project.
struct Standing {
    WorkspaceRole workspace;
    std::optional<ProjectRole> project = {};
};

/// The matrix, as data: what `may` decides by, what `GET /roles` answers and what the tests are
/// made from.
std::span<Grant const> grants();

/// Owners and admins may by their role in the workspace. Of everybody else a role in the project,
/// narrower or wider, counts instead of the one in the workspace.
bool may(Standing standing, Permission permission);
bool may(WorkspaceRole role, Permission permission);

/// The roles that have a permission of the matrix, the strongest first.
std::vector<WorkspaceRole> roles_with(Permission permission);
std::vector<ProjectRole> project_roles_with(Permission permission);

}  // namespace atelier
