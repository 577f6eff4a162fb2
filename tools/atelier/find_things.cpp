#include "tools/atelier/find_things.hpp"

#include <fmt/format.h>

#include <charconv>

#include "commands/core/email_index.hpp"
#include "commands/project/create_project.hpp"
#include "commands/task/create_task.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {
namespace {

using eventstore::Connection;

CommandFailed not_there(std::string const& message) { return {ExitCode::refused, message}; }

std::optional<StreamId> claim_owner(Connection& connection, std::string const& scope,
                                    std::string const& key) {
    auto const rows = connection.run(sql::log_find_claim, scope, key);
    return rows.empty() ? std::nullopt : StreamId::from_text(rows.text(0, 0));
}

bool has_stream(Connection& connection, StreamId stream) {
    return !connection.run(sql::log_find_event, to_text(stream), 1).empty();
}

struct TaskKey {
    std::string project;
    std::int64_t number;
};

std::optional<TaskKey> task_key_from(std::string const& text) {
    auto const dash = text.rfind('-');
    if (dash == text.npos || !commands::is_project_key(text.substr(0, dash))) return std::nullopt;
    std::int64_t number = 0;
    auto const* const last = text.data() + text.size();
    auto const [end, error] = std::from_chars(text.data() + dash + 1, last, number);
    if (error != std::errc{} || end != last || number < 1) return std::nullopt;
    return TaskKey{text.substr(0, dash), number};
}

ProjectId find_project_by_key(Connection& connection, std::optional<WorkspaceId> workspace,
                              std::string const& key) {
    std::vector<std::string> owners;
    if (workspace) {
        auto const owner = claim_owner(connection, commands::project_key_scope(*workspace), key);
        if (owner) owners.push_back(to_text(*owner));
    } else {
        auto const rows = connection.run(sql::cli_find_projects, key);
        for (std::size_t row = 0; row < rows.size(); ++row) owners.push_back(rows.string(row, 0));
    }
    if (owners.empty()) throw not_there(fmt::format("There is no project with the key {}.", key));
    if (owners.size() > 1) {
        throw CommandFailed(ExitCode::usage,
                            fmt::format("{} workspaces have a project with the key {}: say which "
                                        "one by --workspace.",
                                        owners.size(), key));
    }
    auto const stream = StreamId::from_text(owners.front());
    if (!stream) throw not_there(fmt::format("The key {} belongs to no project.", key));
    return ProjectId{stream->id};
}

}  // namespace

WorkspaceId find_workspace(Connection& connection, std::string const& text) {
    if (auto const id = WorkspaceId::from_text(text)) {
        if (has_stream(connection, stream_of(*id))) return *id;
    } else if (auto const owner = claim_owner(connection, "slug", text)) {
        return WorkspaceId{owner->id};
    }
    throw not_there(
        fmt::format("There is no workspace {}: give its id or its slug, such as harbour.", text));
}

ProjectId find_project(Connection& connection, std::optional<WorkspaceId> workspace,
                       std::string const& text) {
    auto const id = ProjectId::from_text(text);
    if (!id) return find_project_by_key(connection, workspace, text);
    if (has_stream(connection, stream_of(*id))) return *id;
    throw not_there(
        fmt::format("There is no project {}: give its id or its key, such as ATL.", text));
}

UserId find_person(Connection& connection, crypto::MasterKey const& key, std::string const& text) {
    if (auto const id = UserId::from_text(text)) {
        if (has_stream(connection, stream_of(*id))) return *id;
    } else if (auto const owner =
                   claim_owner(connection, "email",
                               commands::email_index(commands::email_index_key(key), text))) {
        return UserId{owner->id};
    }
    throw not_there(fmt::format(
        "There is no person {}: give an id or the e-mail address of an account.", text));
}

TaskId find_task(Connection& connection, std::optional<WorkspaceId> workspace,
                 std::string const& text) {
    if (auto const id = TaskId::from_text(text)) {
        if (has_stream(connection, stream_of(*id))) return *id;
    } else if (auto const key = task_key_from(text)) {
        auto const project = find_project_by_key(connection, workspace, key->project);
        auto const owner = claim_owner(connection, commands::task_number_scope(project),
                                       commands::task_number_key(key->number));
        if (owner) return TaskId{owner->id};
    }
    throw not_there(
        fmt::format("There is no task {}: give its id or its key, such as ATL-42.", text));
}

}  // namespace atelier::tools
