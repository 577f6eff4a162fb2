#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "schemas/codec/json.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/read_models.hpp"

namespace atelier::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds watch_pause{1};
constexpr std::chrono::milliseconds interrupt_pause{50};
constexpr DatabaseNeeds no_key{.may_create = false, .master_key = false};

struct ProjectionFlags {
    bool watch = false;
    bool json = false;
    std::string model;
    std::optional<std::string> stream;
};

void pause_for(Clock::duration time) {
    auto const end = Clock::now() + time;
    while (Clock::now() < end) {
        check_interrupt();
        std::this_thread::sleep_for(interrupt_pause);
    }
}

void print(ReadModels const& now, ReadModels const* earlier, double seconds, bool as_json) {
    print_line(as_json ? codec::to_json(now) : to_table(now, earlier, seconds));
    flush_output();
}

int watch(eventstore::Connection& connection, bool as_json) {
    bool const clears = !as_json && ::isatty(::fileno(stdout)) == 1;
    auto earlier = load_read_models(connection);
    auto since = Clock::now();
    for (;;) {
        pause_for(watch_pause);
        auto now = load_read_models(connection);
        auto const time = Clock::now();
        if (clears) std::fputs("\x1b[H\x1b[2J", stdout);
        print(now, &earlier, std::chrono::duration<double>(time - since).count(), as_json);
        earlier = std::move(now);
        since = time;
    }
}

int show(Config const& config, ProjectionFlags const& flags) {
    catch_interrupts();
    auto const database = open_database(config, no_key);
    eventstore::Connection connection{database.service_url};
    if (flags.watch) return watch(connection, flags.json);
    print(load_read_models(connection), nullptr, 0, flags.json);
    return 0;
}

int retry(Config const& config, ProjectionFlags const& flags) {
    auto const database = open_database(config, no_key);
    eventstore::Connection connection{database.service_url};
    auto const models = load_read_models(connection).models;
    if (std::ranges::find(models, flags.model, &ReadModelState::name) == models.end()) {
        std::string names;
        for (auto const& model : models) names += (names.empty() ? "" : ", ") + model.name;
        throw CommandFailed(ExitCode::refused,
                            fmt::format("There is no read model {}. There are: {}.", flags.model,
                                        names.empty() ? "none yet" : names));
    }
    auto const count = mark_retry(connection, flags.model, flags.stream);
    if (count == 0) {
        print_line(fmt::format("Nothing is parked of {}.", flags.stream.value_or(flags.model)));
    } else {
        print_line(fmt::format("{} parked event{} of {} will be tried again by the projector.",
                               count, count == 1 ? "" : "s", flags.model));
    }
    return 0;
}

}  // namespace

void add_projections(CommandLine& program) {
    auto flags = std::make_shared<ProjectionFlags>();
    auto& command = add_command(
        program,
        {"projections", "Show how far each read model is, and what it had to park",
         "atelier projections\natelier projections --watch\natelier projections --json\n"
         "atelier projections retry board\n"
         "atelier projections retry board task-0195e0c1-0000-7000-8000-000000000000"},
        [&program, flags] { return show(program.config(), *flags); });
    command.add_flag("--watch", flags->watch, "Every second anew, with events/s, until Ctrl-C");
    command.add_flag("--json", flags->json, "One JSON object (a line)");
    add_shared_flags(command, program.flags);
    auto& again = *command.add_subcommand("retry", "Try again what is parked of a read model");
    again.add_option("NAME", flags->model, "The read model")->required();
    again.add_option("STREAM", flags->stream, "Only what is parked of this stream");
    again.callback([&program, flags] {
        program.run = [&program, flags] { return retry(program.config(), *flags); };
    });
    again.footer(command.get_footer());
    add_shared_flags(again, program.flags);
}

}  // namespace atelier::tools
