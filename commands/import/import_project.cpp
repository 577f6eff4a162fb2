#include "commands/import/import_project.hpp"

#include <algorithm>
#include <set>

#include "commands/import/imported_ids.hpp"
#include "commands/import/status_category.hpp"
#include "commands/project/create_project.hpp"

namespace atelier::commands {
namespace {

std::optional<std::string> problem_of(ImportedTask const& task,
                                      std::set<std::string> const& statuses) {
    if (!statuses.contains(task.status_source_id)) return "is in a status that the board lacks";
    if (task.history.empty() || task.history.front().kind != ImportedChange::Kind::created) {
        return "has a history that does not begin with its creation";
    }
    if (task.history.size() > max_imported_history) {
        return "has more than " + std::to_string(max_imported_history) + " changes";
    }
    return std::nullopt;
}

std::optional<Rejection> board_problem(ImportedBoard const& board) {
    std::set<std::string> statuses;
    for (auto const& status : board.statuses) statuses.insert(status.source_id);
    if (statuses.empty()) return invalid("statuses", "must be one or more");
    for (auto const& task : board.tasks) {
        if (auto problem = problem_of(task, statuses)) {
            return invalid("task " + task.source_id, std::move(*problem));
        }
    }
    return std::nullopt;
}

std::set<std::string> statuses_in_use(ImportedBoard const& board) {
    std::set<std::string> used;
    for (auto const& task : board.tasks) {
        used.insert(task.status_source_id);
        for (auto const& change : task.history) used.insert(change.status_source_id);
    }
    return used;
}

std::vector<project::Status> statuses_of(ImportedBoard const& board, ImportedIds const& ids) {
    std::vector<project::Status> statuses;
    for (auto const* column : imported_columns(board)) {
        bool const first_open = statuses.empty() && !column->closed;
        statuses.push_back({ids.status(column->source_id), column->name,
                            guess_category(column->name, first_open)});
    }
    return statuses;
}

std::vector<project::Label> labels_of(ImportedBoard const& board, ImportedIds const& ids) {
    std::vector<project::Label> labels;
    for (auto const& label : board.labels) {
        labels.push_back({ids.label(label.source_id), label.name, label.colour});
    }
    return labels;
}

}  // namespace

std::vector<ImportedStatus const*> imported_columns(ImportedBoard const& board) {
    auto const used = statuses_in_use(board);
    std::vector<ImportedStatus const*> columns, closed;
    for (auto const& status : board.statuses) {
        if (!status.closed) columns.push_back(&status);
        if (status.closed && used.contains(status.source_id)) closed.push_back(&status);
    }
    columns.insert(columns.end(), closed.begin(), closed.end());
    if (columns.empty()) {
        for (auto const& status : board.statuses) columns.push_back(&status);
    }
    return columns;
}

std::optional<Rejection> members_problem(MatchedMembers const& members,
                                         workspace::State const& workspace) {
    for (auto const& [source_id, user] : members) {
        if (!workspace.role_of(user)) {
            return invalid("member " + source_id, "is matched to nobody of the workspace");
        }
    }
    return std::nullopt;
}

Decision decide(ImportProject const& command, Scene const& scene, Context const&) {
    auto const& board = *command.board;
    if (auto problem = board_problem(board)) return std::unexpected(std::move(*problem));
    auto const& workspace = scene.workspace(command.workspace);
    if (auto problem = members_problem(command.members, workspace)) {
        return std::unexpected(std::move(*problem));
    }
    ImportedIds const ids{command.workspace, board};
    auto const& project = scene.project(ids.project());
    if (project.deleted) {
        return std::unexpected(invalid("project", "of this board is deleted: restore it first"));
    }
    if (project.archived) return std::unexpected(project_archived());
    if (project.exists) return Decided{};
    auto const key = free_project_key(scene, command.workspace, project_key_of(board.name));
    auto const stream = stream_of(ids.project());
    Decided decided;
    decided.add(stream,
                project::ProjectCreated{command.workspace, key, board.name, board.description,
                                        statuses_of(board, ids), labels_of(board, ids),
                                        project::Source{board.source, board.source_id}});
    decided.take(project_key_scope(command.workspace), key, stream);
    return decided;
}

}  // namespace atelier::commands
