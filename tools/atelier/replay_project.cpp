#include "tools/atelier/replay_project.hpp"

#include "commands/task/create_task.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::tools {
namespace {

/// The task that the time in a stream was spent on before the event.
std::optional<TaskId> task_before(AnyState const& before) {
    if (auto const* timer = std::get_if<timer::State>(&before)) {
        return timer->run ? std::optional{timer->run->task} : std::nullopt;
    }
    if (auto const* entry = std::get_if<time_entry::State>(&before)) {
        return entry->exists ? std::optional{entry->task} : std::nullopt;
    }
    return std::nullopt;
}

std::optional<TaskId> task_named(Event const& event) {
    return std::visit(
        Overloaded{
            [](timer::TimerStarted const& one) { return std::optional{one.task}; },
            [](time_entry::TimeEntryAdded const& one) { return std::optional{one.task}; },
            [](time_entry::TimeEntryEdited const& one) { return one.task; },
            [](auto const&) { return std::optional<TaskId>{}; },
        },
        event);
}

}  // namespace

ProjectEvents::ProjectEvents(eventstore::Connection& connection, ProjectId project)
    : connection_(connection), project_(project) {
    look_up();
}

void ProjectEvents::look_up() {
    // A task's number is claimed in the transaction of its first event: what is read after the head
    // has them all.
    known_up_to_ = eventstore::read_head(connection_);
    auto const rows =
        connection_.run(sql::cli_list_numbered, commands::task_number_scope(project_));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (auto const stream = StreamId::from_text(rows.text(row, 0))) {
            tasks_.insert(TaskId{stream->id});
        }
    }
}

bool ProjectEvents::may_concern(eventstore::RecordedEvent const& event) {
    if (event.position > known_up_to_) look_up();
    switch (event.stream.kind) {
        case StreamKind::project:
            return event.stream == stream_of(project_);
        case StreamKind::task:
            return has(TaskId{event.stream.id});
        case StreamKind::timer:
        case StreamKind::time_entry:
            return true;
        default:
            return false;
    }
}

bool ProjectEvents::concerns(eventstore::RecordedEvent const& event, AnyState const& before) const {
    if (event.stream.kind == StreamKind::project || event.stream.kind == StreamKind::task) {
        return true;
    }
    return has(task_named(event.event)) || has(task_before(before));
}

}  // namespace atelier::tools
