#include "tools/atelier/replay_as_of.hpp"

#include <fmt/format.h>

#include <charconv>

#include "eventstore/log/reader.hpp"
#include "schemas/codec/json.hpp"
#include "tools/atelier/describe_past.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {

/// What `--as-of --format json` prints: what is not named is absent.
struct StateAsOf {
    eventstore::Position position;
    Timestamp recorded_at;  ///< of the event there
    std::optional<PastTask> task;
    std::optional<PastProject> project;
    std::optional<PastWorkspace> workspace;
};
BOOST_DESCRIBE_STRUCT(StateAsOf, (), (position, recorded_at, task, project, workspace))

namespace {

eventstore::Position position_of(AsOf const& as_of, eventstore::Connection& connection) {
    auto const head = eventstore::read_head(connection);
    if (as_of.position) {
        if (*as_of.position <= head) return *as_of.position;
        throw CommandFailed(
            ExitCode::refused,
            fmt::format("There is no position {} yet: the log ends at {}.", *as_of.position, head));
    }
    auto const position = eventstore::find_position(connection, as_of.instant).position;
    if (position > 0) return position;
    throw CommandFailed(ExitCode::refused,
                        fmt::format("Nothing was recorded by {} yet.", local_text(as_of.instant)));
}

Timestamp recorded_at(eventstore::Connection& connection, eventstore::Position position) {
    auto const events = eventstore::read_positions(connection, {&position, 1});
    if (!events.empty()) return events.front().recorded_at;
    throw CommandFailed(ExitCode::failure,
                        fmt::format("position {} is missing: run `atelier verify log`", position));
}

/// Of a task, a project or a workspace, whichever is named most closely.
StateAsOf state_of(ReplayFilter const& filter, Past past) {
    StateAsOf state{};
    auto const stream = filter.stream      ? *filter.stream
                        : filter.project   ? stream_of(*filter.project)
                        : filter.workspace ? stream_of(*filter.workspace)
                                           : StreamId{StreamKind::user, {}};
    switch (stream.kind) {
        case StreamKind::task:
            state.task = past.task(TaskId{stream.id});
            break;
        case StreamKind::project:
            state.project = past.project(ProjectId{stream.id});
            break;
        case StreamKind::workspace:
            state.workspace = past.workspace(WorkspaceId{stream.id});
            break;
        default:
            throw CommandFailed(ExitCode::usage,
                                "--as-of shows what one thing was like: name it by --task, "
                                "--project or --workspace.");
    }
    return state;
}

}  // namespace

AsOf as_of_from(std::string const& text) {
    eventstore::Position position = 0;
    auto const* const last = text.data() + text.size();
    auto const [end, error] = std::from_chars(text.data(), last, position);
    if (error == std::errc{} && end == last && position > 0) return {position, {}};
    auto const instant = instant_from(text, "--as-of", true);
    bool const is_day = Date::from_text(text).has_value();
    // The end of a day is not part of it.
    return {std::nullopt, {is_day ? instant.milliseconds - 1 : instant.milliseconds}};
}

std::string state_as_of(AsOf const& as_of, ReplayFilter const& filter, bool is_json,
                        eventstore::Connection& connection, eventstore::KeyRing& keys) {
    auto const position = position_of(as_of, connection);
    auto state = state_of(filter, Past{connection, keys, position});
    state.position = position;
    state.recorded_at = recorded_at(connection, position);
    if (is_json) return codec::to_json(state);
    auto text =
        fmt::format("as of position {}, recorded {}\n", position, local_text(state.recorded_at));
    if (state.task) text += describe_past(*state.task);
    if (state.project) text += describe_past(*state.project);
    if (state.workspace) text += describe_past(*state.workspace);
    text.pop_back();
    return text;
}

}  // namespace atelier::tools
