#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>

#include "domain/access/roles.hpp"
#include "domain/id.hpp"

namespace atelier::projections::directory {

struct UserRow {
    static constexpr auto table = "users";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    UserId user_id;
    std::string email;
    std::string name;
    std::string time_zone;
    std::string locale;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(UserRow, (), (user_id, email, name, time_zone, locale, position))

struct WorkspaceRow {
    static constexpr auto table = "workspaces";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(slug)"};
    WorkspaceId workspace_id;
    std::string name;
    std::string slug;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(WorkspaceRow, (), (workspace_id, name, slug, position))

/// One who was removed stays, without `is_member`: an older event must not bring them back.
struct MemberRow {
    static constexpr auto table = "members";
    static constexpr std::size_t key_members = 2;
    static constexpr std::array indexes{"(user_id)", "(position) where not is_member"};
    WorkspaceId workspace_id;
    UserId user_id;
    WorkspaceRole role;
    bool is_member;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (workspace_id, user_id, role, is_member, position))

struct ProjectRow {
    static constexpr auto table = "projects";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(workspace_id, key)"};
    ProjectId project_id;
    WorkspaceId workspace_id;
    std::string key;
    std::string name;
    std::string description;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (), (project_id, workspace_id, key, name, description, position))

}  // namespace atelier::projections::directory
