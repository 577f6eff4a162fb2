#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>

#include "domain/project/events.hpp"
#include "projections/core/column.hpp"

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
    std::string description;
    bool is_deleted;
    std::int64_t slug_position;  ///< of the event that gave it its slug, and its place in lists
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(WorkspaceRow, (),
                      (workspace_id, name, slug, description, is_deleted, slug_position, position))

/// One who was removed stays, without `is_member`: an older event must not bring them back.
struct MemberRow {
    static constexpr auto table = "members";
    static constexpr std::size_t key_members = 2;
    static constexpr std::array indexes{"(user_id)", "(position) where not is_member"};
    WorkspaceId workspace_id;
    UserId user_id;
    WorkspaceRole role;
    std::int64_t membership;  ///< which of the person's here: 1 for the first
    bool is_member;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (workspace_id, user_id, role, membership, is_member, position))

struct ProjectRow {
    static constexpr auto table = "projects";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(workspace_id, key)"};
    ProjectId project_id;
    WorkspaceId workspace_id;
    std::string key;
    std::string name;
    std::string description;
    project::Lifecycle status;
    project::Priority priority;
    std::optional<Date> start_date;
    std::optional<Date> end_date;
    bool is_archived;
    bool is_deleted;
    std::int64_t key_position;  ///< of the event that gave it its key, and its place in lists
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (),
                      (project_id, workspace_id, key, name, description, status, priority,
                       start_date, end_date, is_archived, is_deleted, key_position, position))

/// A role in a project. It holds for one membership in the workspace, and ends with that.
struct ProjectMemberRow {
    static constexpr auto table = "project_members";
    static constexpr std::size_t key_members = 2;
    static constexpr std::array<char const*, 0> indexes{};
    ProjectId project_id;
    UserId user_id;
    ProjectRole role;
    std::int64_t membership;
    bool is_member;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(ProjectMemberRow, (),
                      (project_id, user_id, role, membership, is_member, position))

}  // namespace atelier::projections::directory
