#include "api/views/undo.hpp"

#include "api/core/command_route.hpp"
#include "api/routes/identity.hpp"
#include "api/routes/routes.hpp"
#include "commands/undo/task_past.hpp"
#include "commands/undo/undo_event.hpp"
#include "commands/undo/undo_last_change.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/undone_event.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

/// How far behind the log the activity may be for its newest events to be found all the same.
constexpr int events_looked_through = 100'000;

UndoView view_of(Scene const& after, TaskId id, EventId undone, std::optional<EventId> by,
                 Context const& context) {
    auto const& task = after.task(id);
    auto const& project = after.project(task.project);
    auto const& history = after.history(stream_of(id));
    UndoView view{undone, {}, by, false, task_view(id, task, project)};
    view.task.labels = project.known(std::move(view.task.labels));
    view.is_new =
        by && history.back().id == *by && history.back().metadata.command_id == context.command;
    if (auto const at = TaskPast{history}.find(undone))
        view.type = eventstore::type_of(history[*at].event);
    return view;
}

/// An event is undone by the last one of the task, or has been before, or had nothing to undo.
UndoView after_undo(Scene const& after, UndoEvent const& command, Context const& context) {
    TaskPast const past{after.history(command.stream)};
    return view_of(after, TaskId{command.stream.id}, command.event,
                   past.standing_undo(command.event), context);
}

/// There is an undo always, and it is what came last.
UndoView after_last(Scene const& after, UndoLastChange const& command, Context const& context) {
    auto const& undo = after.history(stream_of(command.task)).back();
    return view_of(after, command.task, eventstore::undone_by(undo.metadata).value(), undo.id,
                   context);
}

/// Finds out which stream the event is of, and then goes on as any command does.
void find_stream(Exchange arrived, std::function<void(Exchange)> const& then) {
    auto const event = EventId::from_text(arrived.path_parameter("event"));
    if (!event) {
        return arrived.reply(failure(400, "malformed_request", "event must be a valid id.",
                                     arrived.request.id, {{"event", "must be a valid id"}}));
    }
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    on_pool(exchange, [exchange, event = *event, then](eventstore::Connection& connection) {
        auto const rows = connection.run(sql::activity_find_event, event, events_looked_through);
        if (rows.empty()) return exchange->reply(not_found_response(exchange->request.id));
        auto stream = StreamId::from_text(rows.text(0, 0)).value();
        if (stream.kind != StreamKind::task) stream = stream_of(WorkspaceId{rows.uuid(0, 1)});
        exchange->path.emplace_back("stream", to_text(stream));
        then(std::move(*exchange));
    });
}

}  // namespace

Routes undo_routes() {
    Routes routes;
    routes.push_back(post<UndoLastChange>("/tasks/{task}/undo",
                                          "Take back the own last change of a task", "Tasks")
                         .answers(&after_last));
    auto of_event =
        post<UndoEvent>("/activity/{event}/undo",
                        "Take back what an event of the activity changed in a task", "Activity")
            .answers(&after_undo);
    // The stream is not asked for, and so nothing is.
    of_event.components.erase(of_event.info.request_schema);
    of_event.info.request_schema.clear();
    of_event.run = [run = std::move(of_event.run)](Exchange exchange) {
        find_stream(std::move(exchange), run);
    };
    routes.push_back(std::move(of_event));
    return routes;
}

}  // namespace atelier::api
