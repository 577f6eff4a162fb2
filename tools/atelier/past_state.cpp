#include "tools/atelier/past_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commands/project/create_project.hpp"
#include "commands/task/create_task.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

template <class AnyId>
NamedThing named_thing(AnyId id, std::string name) {
    return {to_text(id), std::move(name)};
}

}  // namespace

Past::Past(eventstore::Connection& connection, eventstore::KeyRing& keys,
           eventstore::Position position)
    : connection_(connection),
      position_(position),
      names_(connection, keys, false, position),
      lookup_(names_.lookup()) {}

CommandFailed Past::not_there(StreamId stream) {
    auto const events = eventstore::read_streams(connection_, {{stream, 0}});
    auto const when = events.empty()
                          ? std::string{"there is none"}
                          : fmt::format("it was made at position {}, {}", events.front().position,
                                        local_text(events.front().recorded_at));
    return {ExitCode::refused,
            fmt::format("{} was not there at position {}: {}.", to_text(stream), position_, when)};
}

std::vector<StreamId> Past::numbered(std::string const& scope) {
    std::vector<StreamId> streams;
    auto const rows = connection_.run(sql::cli_list_numbered, scope);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (auto const stream = StreamId::from_text(rows.text(row, 0))) streams.push_back(*stream);
    }
    return streams;
}

PastTask Past::named(TaskId id, task::State const& state) {
    auto const project = lookup_.project(state.project);
    PastTask past;
    past.id = id;
    past.key = fmt::format("{}-{}", project.key, state.number);
    past.title = state.title;
    past.project = named_thing(state.project, project.name);
    auto const* status = project.find_status(state.status);
    past.status = named_thing(state.status, status ? status->name : "");
    past.priority = in_capitals(state.priority);
    past.type = in_capitals(state.type);
    for (auto const user : state.assignees) {
        past.assignees.push_back(named_thing(user, lookup_.person(user)));
    }
    for (auto const label : project.known(state.labels)) {
        past.labels.push_back(named_thing(label, project.find_label(label)->name));
    }
    past.start = state.start;
    past.due = state.due;
    past.estimate_seconds = state.estimate_seconds;
    past.archived = state.archived;
    past.deleted = state.deleted;
    past.description = state.description;
    return past;
}

PastTask Past::task(TaskId id) {
    auto const state = lookup_.task(id);
    if (!state.exists) throw not_there(stream_of(id));
    return named(id, state);
}

std::vector<PastColumn> Past::board(ProjectId id, project::State const& state) {
    std::vector<PastColumn> columns;
    for (auto const& status : state.statuses) {
        columns.push_back({named_thing(status.id, status.name),
                           in_capitals(status.category),
                           status.wip_limit,
                           {}});
    }
    std::vector<std::pair<TaskId, task::State>> tasks;
    for (auto const stream : numbered(commands::task_number_scope(id))) {
        auto task = lookup_.task(TaskId{stream.id});
        bool const is_shown = task.exists && !task.archived && !task.deleted;
        if (is_shown) tasks.emplace_back(TaskId{stream.id}, std::move(task));
    }
    std::ranges::sort(tasks, {}, [](auto const& one) { return one.second.rank; });
    for (auto const& [task_id, task] : tasks) {
        auto const column = std::ranges::find(columns, to_text(task.status),
                                              [](PastColumn const& one) { return one.status.id; });
        if (column != columns.end()) column->tasks.push_back(named(task_id, task));
    }
    return columns;
}

PastProject Past::project(ProjectId id) {
    auto const state = lookup_.project(id);
    if (!state.exists) throw not_there(stream_of(id));
    PastProject past;
    past.id = id;
    past.key = state.key;
    past.name = state.name;
    past.workspace = named_thing(state.workspace, lookup_.workspace(state.workspace).name);
    past.status = in_capitals(state.status);
    past.priority = in_capitals(state.priority);
    past.start_date = state.start_date;
    past.end_date = state.end_date;
    past.archived = state.archived;
    past.deleted = state.deleted;
    past.description = state.description;
    for (auto const& [user, member] : state.members) {
        past.members.push_back({user, lookup_.person(user), in_capitals(member.role)});
    }
    past.board = board(id, state);
    return past;
}

PastWorkspace Past::workspace(WorkspaceId id) {
    auto const state = lookup_.workspace(id);
    if (!state.exists) throw not_there(stream_of(id));
    PastWorkspace past{id, state.slug, state.name, state.deleted, state.description, {}, {}};
    for (auto const& [user, role] : state.members) {
        past.members.push_back({user, lookup_.person(user), in_capitals(role)});
    }
    for (auto const stream : numbered(commands::project_key_scope(id))) {
        auto const project = lookup_.project(ProjectId{stream.id});
        if (!project.exists) continue;
        past.projects.push_back({ProjectId{stream.id}, project.key, project.name,
                                 in_capitals(project.status), project.archived, project.deleted});
    }
    return past;
}

}  // namespace atelier::tools
