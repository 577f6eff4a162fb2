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
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

constexpr auto examples =
    "atelier replay --workspace harbour --since 2026-11-20\n"
    "atelier replay --task ATL-42\n"
    "atelier replay --person mara@harbour.example --type TaskMoved --type TaskEdited\n"
    "atelier replay --from 1000 --to 2000 --format json | jq .summary\n"
    "atelier replay --since 2026-11-21T14:00:00Z --time-zone Europe/Berlin | head";

struct ReplayFlags {
    std::string workspace, stream, task, person, since, until;
    std::vector<std::string> types;
    std::int64_t from = 1, to = 0, limit = 0;
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

/// Everything that can be wrong without a database comes first.
Replay replay_of(ReplayFlags const& flags) {
    use_time_zone(flags.time_zone);
    check_types(flags.types);
    Replay replay;
    replay.format = flags.format == "json" ? ReplayFormat::json : ReplayFormat::human;
    if (flags.limit > 0) replay.limit = flags.limit;
    auto& filter = replay.filter;
    filter.types = {flags.types.begin(), flags.types.end()};
    filter.from = flags.from;
    if (flags.to > 0) filter.to = flags.to;
    if (!flags.stream.empty()) filter.stream = stream_from(flags.stream);
    if (!flags.since.empty()) filter.since = instant_from(flags.since, "--since", false);
    if (!flags.until.empty()) filter.until = instant_from(flags.until, "--until", true);
    return replay;
}

void look_up(ReplayFilter& filter, ReplayFlags const& flags, eventstore::Connection& connection,
             crypto::MasterKey const& key) {
    if (!flags.workspace.empty()) filter.workspace = find_workspace(connection, flags.workspace);
    if (!flags.person.empty()) filter.person = find_person(connection, key, flags.person);
    if (!flags.task.empty()) {
        filter.stream = stream_of(find_task(connection, filter.workspace, flags.task));
    }
}

int run_replay(Config const& config, ReplayFlags const& flags) {
    auto plan = replay_of(flags);
    catch_interrupts();
    auto const database = open_database(config);
    eventstore::Connection connection{database.service_url};
    eventstore::KeyRing keys{database.key(), database.service_url};
    look_up(plan.filter, flags, connection, database.key());
    replay(plan, connection, keys, [](std::string const& line) { print_line(line); });
    return 0;
}

}  // namespace

void add_replay(CommandLine& program) {
    auto flags = std::make_shared<ReplayFlags>();
    auto& command = add_command(
        program,
        {"replay", "Replay the log for an audit: who did what, when and from where", examples},
        [&program, flags] { return run_replay(program.config(), *flags); });
    auto const group = "What to replay (all that is given must hold)";
    auto const add = [&](char const* name, std::string& value, char const* type, char const* text) {
        return command.add_option(name, value, text)->type_name(type)->group(group);
    };
    add("--workspace", flags->workspace, "ID|SLUG", "Of one workspace");
    auto* stream = add("--stream", flags->stream, "STREAM", "Of one stream: task-0195e0c1-…");
    add("--task", flags->task, "ID|KEY", "Of one task: ATL-42")->excludes(stream);
    command.add_option("--type", flags->types, "Of a type: TaskMoved (may be repeated)")
        ->type_name("EVENT")
        ->group(group);
    add("--person", flags->person, "ID|E-MAIL", "What a person did, or what is about them");
    add("--since", flags->since, "TIME", "Happened at or after 2026-11-20 or 2026-11-20T14:00:00Z");
    add("--until", flags->until, "TIME", "Happened before a time; of a date, up to its end");
    command.add_option("--from", flags->from, "From this position on")
        ->check(at_least_one)
        ->group(group);
    command.add_option("--to", flags->to, "Up to this position")->check(at_least_one)->group(group);
    command.add_option("--limit", flags->limit, "At most so many events")
        ->check(at_least_one)
        ->group(group);
    command.add_option("--format", flags->format, "human, or json: one object a line")
        ->check(CLI::IsMember({"human", "json"}));
    command.add_option("--time-zone", flags->time_zone, "For dates and people's eyes [UTC]");
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
