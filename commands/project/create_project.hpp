#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// A project that is being planned, with the default workflow: To do, In progress, In review, Done.
struct CreateProject {
    WorkspaceId workspace;
    ProjectId project;
    Text<1, 200> name;
    std::optional<std::string> key;  ///< made of the name when absent
    std::optional<Text<0, 65'536>> description;
    std::optional<UserId> lead{};                 ///< a member of the workspace; nobody when absent
    std::optional<project::Priority> priority{};  ///< MEDIUM when absent
    std::optional<Date> start_date{};
    std::optional<Date> end_date{};
};
ATELIER_COMMAND(CreateProject, create_project, workspace, project, name, key, description, lead,
                priority, start_date, end_date)

Decision decide(CreateProject const& command, Scene const& scene, Context const& context);

/// 2 to 10 capital letters and digits, a letter first.
bool is_project_key(std::string_view key);
/// What makes a key that was asked for, and dates, unacceptable.
void check_key(std::optional<Rejection>& problems, std::string_view key);
void check_dates(std::optional<Rejection>& problems, std::optional<Date> start,
                 std::optional<Date> end);
/// Up to four capital letters of the name: `Harbour app` is `HARB`; `PRJ` where there are fewer
/// than two.
std::string project_key_of(std::string_view name);
/// `key`, or `key2`, `key3`, … `key10`, `key20`, `key40`, …: the first of them that no project of
/// the workspace has.
std::string free_project_key(Scene const& scene, WorkspaceId workspace, std::string const& key);
/// Where the keys of a workspace's projects are claimed.
std::string project_key_scope(WorkspaceId workspace);

}  // namespace atelier::commands
