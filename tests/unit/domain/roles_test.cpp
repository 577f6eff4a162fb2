#include "domain/access/roles.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace atelier {
namespace {

using enum WorkspaceRole;
using enum Permission;

std::vector<WorkspaceRole> all_roles() { return {owner, admin, manager, member, viewer}; }

}  // namespace

TEST_CASE("each role may what the table of the documentation says") {
    struct Row {
        Permission permission;
        std::vector<WorkspaceRole> roles;
    };
    for (auto const& [permission, roles] : std::vector<Row>{
             {view_workspace, {owner, admin, manager, member, viewer}},
             {view_activity, {owner, admin, manager, member, viewer}},
             {view_project, {owner, admin, manager, member, viewer}},
             {update_workspace, {owner, admin}},
             {delete_workspace, {owner}},
             {transfer_ownership, {owner}},
             {manage_members, {owner, admin}},
             {manage_project, {owner, admin}},
             {reopen_project, {owner, admin}},
             {create_project, {owner, admin}},
             {import_board, {owner, admin}},
             {edit_tasks, {owner, admin, manager, member}},
             {delete_tasks, {owner, admin, manager, member}},
             {track_time, {owner, admin, manager, member}},
             {view_time, {owner, admin, manager}},
             {manage_time, {owner, admin}},
             {view_audit, {owner, admin}},
         }) {
        CAPTURE(boost::describe::enum_to_string(permission, "?"));
        CHECK(roles_with(permission) == roles);
        for (auto const role : all_roles()) {
            CHECK(may(role, permission) == (std::ranges::find(roles, role) != roles.end()));
        }
    }
}

TEST_CASE("in a project, a role there counts instead of a member's in the workspace") {
    struct Row {
        Permission permission;
        std::vector<ProjectRole> roles;
    };
    using enum ProjectRole;
    for (auto const& [permission, roles] : std::vector<Row>{
             {view_project, {lead, developer, ProjectRole::member, ProjectRole::viewer}},
             {view_activity, {lead, developer, ProjectRole::member, ProjectRole::viewer}},
             {edit_tasks, {lead, developer, ProjectRole::member}},
             {track_time, {lead, developer, ProjectRole::member}},
             {delete_tasks, {lead, developer}},
             {manage_project, {lead}},
         }) {
        CAPTURE(boost::describe::enum_to_string(permission, "?"));
        CHECK(project_roles_with(permission) == roles);
        for (auto const in_project : {lead, developer, ProjectRole::member, ProjectRole::viewer}) {
            bool const allowed = std::ranges::find(roles, in_project) != roles.end();
            for (auto const role : {manager, WorkspaceRole::member, WorkspaceRole::viewer}) {
                CHECK(may(Standing{role, in_project}, permission) == allowed);
            }
            for (auto const role : {owner, admin})
                CHECK(may(Standing{role, in_project}, permission));
        }
    }
}

TEST_CASE("a role in a project gives nothing beyond it") {
    for (auto const permission :
         {view_workspace, update_workspace, delete_workspace, transfer_ownership, manage_members,
          create_project, import_board, reopen_project}) {
        CAPTURE(boost::describe::enum_to_string(permission, "?"));
        CHECK(project_roles_with(permission).empty());
        for (auto const role : all_roles()) {
            CHECK(may(Standing{role, ProjectRole::lead}, permission) == may(role, permission));
        }
    }
}

TEST_CASE("whatever a role may, every stronger one may too") {
    auto const roles = all_roles();
    for (auto const& grant : grants()) {
        for (std::size_t i = 1; i < roles.size(); ++i) {
            if (may(roles[i], grant.permission)) CHECK(may(roles[i - 1], grant.permission));
        }
    }
}

TEST_CASE("what no role gives is no row of the matrix and is allowed to none by it") {
    for (auto const permission : {anyone, signed_in, own, Permission::system})
        CHECK(roles_with(permission).empty());
}

TEST_CASE("every other permission stands in the matrix once, with words for people") {
    std::set<Permission> seen;
    for (auto const& grant : grants()) {
        CHECK(seen.insert(grant.permission).second);
        CHECK_FALSE(grant.says.empty());
    }
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Permission>>(
        [&seen](auto enumerator) {
            bool const needs_role = enumerator.value != anyone && enumerator.value != signed_in &&
                                    enumerator.value != own &&
                                    enumerator.value != Permission::system;
            CAPTURE(enumerator.name);
            CHECK(seen.contains(enumerator.value) == needs_role);
        });
}

}  // namespace atelier
