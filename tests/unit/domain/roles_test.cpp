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
             {manage_members, {owner, admin}},
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
