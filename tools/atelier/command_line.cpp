#include "tools/atelier/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/database/connection.hpp"
#include "projections/core/model_lease.hpp"
#include "tools/atelier/edge_settings.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

constexpr auto version_text = "atelier " ATELIER_VERSION;

constexpr auto footer =
    R"(Settings are flags of the subcommands, and environment variables (flags win):
  --listen      ATELIER_LISTEN      --roles      ATELIER_ROLES
  --data        ATELIER_DATA        --log-level  ATELIER_LOG_LEVEL
  --database    ATELIER_DATABASE                 ATELIER_MASTER_KEY (64 hex digits, only there)
  --kafka       ATELIER_KAFKA
`atelier config` shows what is in force.

Exit codes:
  0    done
  1    it did not work out; standard error says why
  2    wrong usage: nothing was tried
  3    the database or the service is away: the same again may work
  4    refused, or what was named is not there
  5    verify: something is not what was written, or rows of a read model differ
  6    verify: the end of the log is gone
  7    verify: a checkpoint is of another log
  8    verify: a checkpoint is forged, or of a key that is not trusted
  9    another process is at it: standard error says which
  130  interrupted

Try `atelier COMMAND --help` for examples.)";

int fail(ExitCode code, std::string const& message) {
    fmt::print(stderr, "atelier: {}\n", message);
    return static_cast<int>(code);
}

/// Standard output is for what a command answers. `serve` sets the level that is wished.
void log_to_standard_error() {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("", std::move(sink)));
    spdlog::set_level(spdlog::level::warn);
}

int run_guarded(CommandLine const& program) {
    try {
        auto const code = program.run();
        flush_output();
        return code;
    } catch (OutputClosed const&) {
        return static_cast<int>(ExitCode::ok);
    } catch (Interrupted const&) {
        return fail(ExitCode::interrupted, "interrupted");
    } catch (CommandFailed const& error) {
        return fail(error.code(), error.what());
    } catch (projections::ModelBusy const& busy) {
        return fail(ExitCode::busy, busy.what());
    } catch (eventstore::DatabaseError const& error) {
        if (error.is_retryable()) {
            return fail(ExitCode::unavailable,
                        std::string{"the database is not to be had: "} + error.what());
        }
        return fail(ExitCode::failure, std::string{"the database refused: "} + error.what());
    } catch (eventstore::UnreadableEvent const& error) {
        return fail(ExitCode::failure, std::string{"the log has an event that this program cannot "
                                                   "read: "} +
                                           error.what() + ". Run a newer atelier.");
    } catch (std::exception const& error) {
        return fail(ExitCode::failure, error.what());
    }
}

}  // namespace

Config CommandLine::config() const {
    auto config = resolve_config(flags, process_environment());
    if (!config) throw CommandFailed(ExitCode::usage, config.error());
    return std::move(*config);
}

CLI::App& add_command(CommandLine& program, CommandText const& text, std::function<int()> run) {
    auto& command = *program.app.add_subcommand(text.name, text.summary);
    std::string examples = "Examples:\n";
    std::string indent = "  ";
    for (std::size_t at = 0; at < text.examples.size();) {
        auto const end = std::min(text.examples.find('\n', at), text.examples.size());
        auto const line = text.examples.substr(at, end - at);
        if (line.empty()) indent.clear();
        examples += indent + line + "\n";
        at = end + 1;
    }
    command.footer(examples);
    // Commands of commands (`projections retry`) set their own; the innermost is called first.
    command.callback([&program, run = std::move(run)] {
        if (!program.run) program.run = run;
    });
    return command;
}

void add_shared_flags(CLI::App& command, FlagValues& flags) {
    auto const group = "Settings (or environment variables)";
    auto const add = [&](char const* name, std::optional<std::string>& value, char const* type,
                         char const* text) {
        command.add_option(name, value, text)->type_name(type)->group(group);
    };
    add("--listen", flags.listen, "ADDRESS:PORT", "Where serve listens [127.0.0.1:8080]");
    add("--data", flags.data, "DIR", "Embedded PostgreSQL, keys and files");
    add("--database", flags.database, "URL", "A PostgreSQL of your own, instead of the embedded");
    add("--kafka", flags.kafka, "HOST:PORT,..", "Kafka brokers; without, there is no Kafka");
    add("--roles", flags.roles, "ROLE,..", "Of api, publisher, projector, worker [all]");
    add("--log-level", flags.log_level, "LEVEL", "trace, debug, info, warn, error or off [info]");
}

void add_edge_flags(CLI::App& command, FlagValues& flags) {
    for (auto const& setting : edge_settings()) {
        command
            .add_option_function<std::string>(
                std::string{"--"} + setting.name,
                [&flags, name = setting.name](std::string const& text) { flags.edge[name] = text; },
                setting.text)
            ->type_name(setting.type)
            ->group("Edge (or environment variables, such as ATELIER_CORS_ORIGINS)");
    }
}

int run_command_line(int count, char const* const* arguments) {
    CLI::App app{
        "Atelier, a project-management backend: every change is an event in a log, and "
        "everything that can be read is derived from it.",
        "atelier"};
    app.set_version_flag("--version", version_text);
    app.require_subcommand(1);
    app.footer(footer);
    app.get_formatter()->column_width(32);
    CommandLine program{app, {}, {}};
    for (auto* add :
         {&add_serve, &add_migrate, &add_config, &add_replay, &add_rebuild, &add_projections,
          &add_verify, &add_checkpoint, &add_import, &add_watch, &add_erase_person,
          &add_export_person, &add_backup, &add_restore, &add_demo, &add_schema, &add_keys}) {
        add(program);
    }
    try {
        app.parse(count, arguments);
    } catch (CLI::ParseError const& error) {
        auto const help_or_fault = app.exit(error);
        return static_cast<int>(help_or_fault == 0 ? ExitCode::ok : ExitCode::usage);
    }
    log_to_standard_error();
    return run_guarded(program);
}

}  // namespace atelier::tools
