#pragma once

#include <boost/describe.hpp>
#include <span>
#include <string_view>
#include <vector>

namespace atelier {

/// Roles in a workspace, the strongest first.
BOOST_DEFINE_ENUM_CLASS(WorkspaceRole, owner, admin, manager, member, viewer)

/// What a command or a query needs of its caller.
BOOST_DEFINE_ENUM_CLASS(Permission,
                        anyone,     // no sign-in
                        signed_in,  // any person
                        own,        // the person's own things
                        system,     // nobody: the service itself
                        view_workspace, view_activity, manage_members, create_project, import_board,
                        view_project, edit_tasks, delete_tasks, track_time, view_time, manage_time,
                        view_audit)

struct Grant {
    Permission permission;
    WorkspaceRole weakest;  ///< this role and every stronger one may
    std::string_view says;  ///< for people: what the permission lets one do
};

/// The matrix, as data: what `may` decides by, what `GET /roles` answers and what the tests are
/// made from.
std::span<Grant const> grants();

bool may(WorkspaceRole role, Permission permission);

/// The roles that have a permission of the matrix, the strongest first.
std::vector<WorkspaceRole> roles_with(Permission permission);

}  // namespace atelier
