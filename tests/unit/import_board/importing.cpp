#include "tests/unit/import_board/importing.hpp"

#include <algorithm>

namespace atelier::test {

using namespace commands;

Timestamp at(std::int64_t minutes) {
    return {Timestamp::from_text("2026-11-01T08:00:00Z")->milliseconds + minutes * 60'000};
}

namespace {

ImportedChange change(ImportedChange::Kind kind, std::int64_t minutes) {
    ImportedChange change;
    change.kind = kind;
    change.at = at(minutes);
    return change;
}

}  // namespace

ImportedChange created(std::int64_t minutes, std::string status, std::string title) {
    auto one = change(ImportedChange::Kind::created, minutes);
    one.status_source_id = std::move(status);
    one.title = std::move(title);
    return one;
}

ImportedChange moved(std::int64_t minutes, std::string status) {
    auto one = change(ImportedChange::Kind::moved, minutes);
    one.status_source_id = std::move(status);
    return one;
}

ImportedChange renamed(std::int64_t minutes, std::string title) {
    auto one = change(ImportedChange::Kind::renamed, minutes);
    one.title = std::move(title);
    return one;
}

ImportedChange archived(std::int64_t minutes) {
    return change(ImportedChange::Kind::archived, minutes);
}

ImportedChange restored(std::int64_t minutes) {
    return change(ImportedChange::Kind::restored, minutes);
}

ImportedTask card(std::string source_id, std::int64_t number, std::vector<ImportedChange> history) {
    ImportedTask task;
    task.source_id = std::move(source_id);
    task.source_number = number;
    task.created_at = history.front().at;
    for (auto const& one : history) {
        using enum ImportedChange::Kind;
        if (one.kind == created || one.kind == renamed) task.title = one.title;
        if (one.kind == created || one.kind == moved) task.status_source_id = one.status_source_id;
        if (one.kind == archived || one.kind == restored) task.archived = one.kind == archived;
    }
    task.history = std::move(history);
    return task;
}

ImportedBoard board(std::vector<ImportedTask> tasks) {
    ImportedBoard board;
    board.source = "trello";
    board.source_id = "b1";
    board.name = "Ferries";
    board.description = "Five boats";
    board.statuses = {
        {"todo", "To do", false}, {"doing", "At work", false}, {"done", "Done", false}};
    board.labels = {{"bug", "Bug", "#ff0000"}, {"idea", "Idea", "#00ff00"}};
    board.members = {{"m1", "Member One", "one"}, {"m2", "Member Two", "two"}};
    board.tasks = std::move(tasks);
    return board;
}

Importing::Importing() {
    for (auto const workspace : {harbour, shipyard}) {
        auto const stream = stream_of(workspace);
        world.add({stream, workspace::WorkspaceCreated{"Workspace", "workspace", ana}});
        world.add({stream, workspace::MemberAdded{ana, WorkspaceRole::owner}});
    }
    world.add({stream_of(harbour), workspace::MemberAdded{ben, WorkspaceRole::member}});
}

Context Importing::context() const { return {now, ana, {}, email_index}; }

template <class Ask>
auto Importing::with_scene(Ask ask) {
    Scene scene;
    while (true) {
        try {
            return ask(scene);
        } catch (Missing const& missing) {
            world.provide(scene, missing);
        }
    }
}

void Importing::carry_out(Decided const& decided) {
    for (auto const& one : decided.events) {
        world.add({one.stream, one.event});
        auto const* created = std::get_if<task::TaskCreated>(&one.event);
        if (!created) continue;
        auto const next =
            with_scene([&](Scene const& scene) { return scene.next_number(created->project); });
        world.number(created->project, std::max(next, created->number + 1));
    }
    for (auto const& one : decided.claims) {
        auto const owner = with_scene(
            [&](Scene const& scene) { return scene.claim_owner(one.claim.scope, one.claim.key); });
        CHECK_MESSAGE(!owner, one.claim.key << " is claimed twice");
        world.claim(one.claim.scope, one.claim.key, one.claim.owner);
    }
}

std::expected<Decided, Rejection> Importing::project(ImportedBoard const& board,
                                                     WorkspaceId workspace,
                                                     MatchedMembers members) {
    ImportProject const command{workspace, std::make_shared<ImportedBoard>(board),
                                std::move(members)};
    auto decision =
        with_scene([&](Scene const& scene) { return decide(command, scene, context()); });
    if (decision) carry_out(*decision);
    return decision;
}

std::expected<TasksImport, Rejection> Importing::tasks(ImportedBoard const& board,
                                                       MatchedMembers members,
                                                       std::vector<std::size_t> places) {
    if (places.empty()) {
        for (auto const& chunk : import_chunks(board)) {
            places.insert(places.end(), chunk.begin(), chunk.end());
        }
    }
    ImportTasks const command{ImportedIds{harbour, board}.project(),
                              std::make_shared<ImportedBoard>(board), std::move(places),
                              std::move(members)};
    auto planned = with_scene([&](Scene const& scene) { return plan(command, scene, context()); });
    if (planned) carry_out(planned->decided);
    return planned;
}

TasksImport Importing::all(ImportedBoard const& board) {
    auto const written = project(board);
    REQUIRE_MESSAGE(written.has_value(), written.error().message);
    auto planned = tasks(board);
    REQUIRE_MESSAGE(planned.has_value(), planned.error().message);
    return std::move(*planned);
}

project::State Importing::project_of(ImportedBoard const& board) {
    auto const id = ImportedIds{harbour, board}.project();
    return with_scene([&](Scene const& scene) { return scene.project(id); });
}

task::State Importing::task_of(ImportedBoard const& board, std::string const& source_id) {
    auto const id = ImportedIds{harbour, board}.task(source_id);
    return with_scene([&](Scene const& scene) { return scene.task(id); });
}

std::vector<std::string> Importing::titles_in(ImportedBoard const& board,
                                              std::string const& status) {
    std::vector<std::pair<Rank, std::string>> found;
    auto const column = ImportedIds{harbour, board}.status(status);
    for (auto const& one : board.tasks) {
        auto const state = task_of(board, one.source_id);
        if (state.exists && !state.archived && state.status == column) {
            found.emplace_back(state.rank, state.title);
        }
    }
    std::ranges::sort(found);
    std::vector<std::string> titles;
    for (auto& [rank, title] : found) titles.push_back(std::move(title));
    return titles;
}

std::vector<std::string> names_and_times(Decided const& decided) {
    std::vector<std::string> lines;
    for (auto const& one : decided.events) {
        lines.push_back(eventstore::encode(one.event).type + " " + to_text(*one.occurred_at));
    }
    return lines;
}

}  // namespace atelier::test
