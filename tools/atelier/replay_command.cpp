#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "eventstore/codec/event_codec.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/find_things.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/replay.hpp"
#include "tools/atelier/replay_as_of.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

constexpr auto replay_examples =
    "atelier replay --task ATL-42                        # all that ever happened to a task\n"
    "atelier replay --task ATL-42 --type TaskMoved       # who moved it, when, and from where\n"
    "atelier replay --project ATL --workspace harbour --since 2026-11-20\n"
    "atelier replay --person mara@harbour.example --type TaskMoved --type TaskEdited\n"
    "atelier replay --from 1000 --to 2000 --format json | jq .summary\n"
    "atelier replay --since 2026-11-21T14:00:00Z --time-zone Europe/Berlin | head\n"
    "atelier replay --workspace harbour --format csv > harbour.csv\n"
    "atelier replay --workspace harbour --follow\n"
    "atelier replay --task ATL-42 --as-of 2026-11-20     # what it was like at the end of a day\n"
    "atelier replay --project ATL --as-of 1042           # its board at a position of the log\n"
    "\n"
    "Each line: position in the log, when it happened, who did it, what (before → after), and in\n"
    "brackets where the request came from: address and user agent. [erased] stands for a person\n"
    "who had their data erased; `system` is the service itself.\n"
    "\n"
    "--as-of prints one thing as it was: the task, project (with its board) or workspace that is\n"
    "named. It goes with --workspace, --project, --task, --stream, --format and --time-zone.\n"
    "\n"
    "--follow ends at Ctrl-C, with exit code 130, or after --limit events or at --to, with 0.";

struct ReplayFlags {
    std::string workspace, project, stream, task, person, correlation, since, until, as_of;
    std::vector<std::string> types;
    std::int64_t from = 1, to = 0, limit = 0;
    bool follow = false;
    std::string format = "human", time_zone = "UTC";
};

/// CLI11's own validator says so with 300 digits.
std::string at_least_one(std::string const& text) {
    bool const is_positive = text.find_first_not_of("0123456789") == text.npos &&
                             text.find_first_not_of('0') != text.npos;
    return is_positive ? "" : text + " must be 1 or more";
}

void check_types(std::vector<std::string> const& wanted) {
    auto const known = eventstore::event_types();
    for (auto const& type : wanted) {
        if (std::ranges::find(known, type, &eventstore::EventType::name) != known.end()) continue;
        std::string names;
        for (auto const& one : known) names += (names.empty() ? "" : ", ") + one.name;
        throw CommandFailed(ExitCode::usage,
                            fmt::format("No event is called {}. There are {}.", type, names));
    }
}

StreamId stream_from(std::string const& text) {
    if (auto const stream = StreamId::from_text(text)) return *stream;
    throw CommandFailed(ExitCode::usage,
                        fmt::format("--stream {} is no stream: give a kind and an id, such as "
                                    "task-0195e0c1-0000-7000-8000-000000000000.",
                                    text));
}

CommandId correlation_from(std::string const& text) {
    if (auto const id = CommandId::from_text(text)) return *id;
    throw CommandFailed(
        ExitCode::usage,
        fmt::format("--correlation {} is no id: give the correlation_id of an event, "
                    "as --format json shows it.",
                    text));
}

/// A state has no time span, no type and nobody who made it; and a table it is not.
void check_as_of(CLI::App const& command) {
    for (auto const* flag : {"--type", "--person", "--correlation", "--since", "--until", "--from",
                             "--to", "--limit", "--follow"}) {
        if (command.count(flag) == 0) continue;
        throw CommandFailed(ExitCode::usage,
                            fmt::format("--as-of shows what one thing was like, not events: leave "
                                        "{} away.",
                                        flag));
    }
    if (command.count("--stream") + command.count("--task") + command.count("--project") +
            command.count("--workspace") ==
        0) {
        throw CommandFailed(ExitCode::usage,
                            "--as-of shows what one thing was like: name it by --task, --project "
                            "or --workspace.");
    }
    if (command["--format"]->as<std::string>() == "csv") {
        throw CommandFailed(ExitCode::usage, "--as-of has --format human or json, and no table.");
    }
}

/// Everything that can be wrong without a database comes first.
Replay replay_of(ReplayFlags const& flags) {
    use_time_zone(flags.time_zone);
    check_types(flags.types);
    Replay replay;
    if (flags.format == "json") replay.format = ReplayFormat::json;
    if (flags.format == "csv") replay.format = ReplayFormat::csv;
    replay.follow = flags.follow;
    if (flags.limit > 0) replay.limit = flags.limit;
    auto& filter = replay.filter;
    filter.types = {flags.types.begin(), flags.types.end()};
    filter.from = flags.from;
    if (flags.to > 0) filter.to = flags.to;
    if (!flags.correlation.empty()) filter.correlation = correlation_from(flags.correlation);
    if (!flags.stream.empty()) filter.stream = stream_from(flags.stream);
    if (!flags.since.empty()) filter.since = instant_from(flags.since, "--since", false);
    if (!flags.until.empty()) filter.until = instant_from(flags.until, "--until", true);
    return replay;
}

void look_up(ReplayFilter& filter, ReplayFlags const& flags, eventstore::Connection& connection,
             crypto::MasterKey const& key) {
    if (!flags.workspace.empty()) filter.workspace = find_workspace(connection, flags.workspace);
    if (!flags.project.empty()) {
        filter.project = find_project(connection, filter.workspace, flags.project);
    }
    if (!flags.person.empty()) filter.person = find_person(connection, key, flags.person);
    if (!flags.task.empty()) {
        filter.stream = stream_of(find_task(connection, filter.workspace, flags.task));
    }
}

int run_replay(Config const& config, ReplayFlags const& flags, CLI::App const& command) {
    auto plan = replay_of(flags);
    std::optional<AsOf> as_of;
    if (!flags.as_of.empty()) {
        check_as_of(command);
        as_of = as_of_from(flags.as_of);
    }
    catch_interrupts();
    auto const database = open_database(config);
    eventstore::Connection connection{database.service_url};
    eventstore::KeyRing keys{database.key(), database.service_url};
    look_up(plan.filter, flags, connection, database.key());
    if (as_of) {
        bool const is_json = plan.format == ReplayFormat::json;
        print_line(state_as_of(*as_of, plan.filter, is_json, connection, keys));
        return 0;
    }
    replay(plan, connection, keys, [](std::string const& line) { print_line(line); });
    return 0;
}

}  // namespace

void add_replay(CommandLine& program) {
    auto flags = std::make_shared<ReplayFlags>();
    auto& command = add_command(
        program,
        {"replay", "Replay the log for an audit: who did what, when and from where",
         replay_examples},
        [&program, flags] {
            return run_replay(program.config(), *flags, *program.app.get_subcommand("replay"));
        });
    auto const group = "What to replay (all that is given must hold)";
    auto const add = [&](char const* name, std::string& value, char const* type, char const* text) {
        return command.add_option(name, value, text)->type_name(type)->group(group);
    };
    add("--workspace", flags->workspace, "ID|SLUG", "Of one workspace");
    add("--project", flags->project, "ID|KEY", "Of one project, its tasks, and time spent on them");
    auto* stream = add("--stream", flags->stream, "STREAM", "Of one stream: task-0195e0c1-…");
    add("--task", flags->task, "ID|KEY", "Of one task: ATL-42")->excludes(stream);
    add("--correlation", flags->correlation, "ID", "All that one request set off");
    command.add_option("--type", flags->types, "Of a type: TaskMoved (may be repeated)")
        ->type_name("EVENT")
        ->group(group);
    add("--person", flags->person, "ID|E-MAIL", "What a person did, or what is about them");
    add("--since", flags->since, "TIME", "Happened at or after 2026-11-20 or 2026-11-20T14:00:00Z");
    auto* until =
        add("--until", flags->until, "TIME", "Happened before a time; of a date, up to its end");
    command.add_option("--from", flags->from, "From this position on")
        ->check(at_least_one)
        ->group(group);
    command.add_option("--to", flags->to, "Up to this position")->check(at_least_one)->group(group);
    command.add_option("--limit", flags->limit, "At most so many events")
        ->check(at_least_one)
        ->group(group);
    command
        .add_option("--format", flags->format,
                    "human; json: one object a line; csv: a table for spreadsheets")
        ->check(CLI::IsMember({"human", "json", "csv"}));
    command.add_flag("--follow", flags->follow, "Go on with what happens from now on")
        ->excludes(until);
    command.add_option("--as-of", flags->as_of, "Instead of events: what the thing was like then")
        ->type_name("TIME|POSITION");
    command.add_option("--time-zone", flags->time_zone, "For dates and people's eyes [UTC]");
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
