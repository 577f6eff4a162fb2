#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "eventstore/database/migrate.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/copy_progress.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/rebuild.hpp"
#include "tools/atelier/restore_plan.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;
using eventstore::Connection;

struct RestoreRequest {
    std::string folder;
    std::optional<std::string> erased;
    bool replace = false, yes = false, dry_run = false, adopt = false;
};

struct Target {
    int server_version = 0;
    eventstore::Position head = 0;
};

std::string name_of(Config const& config) {
    return config.is_embedded() ? config.data_folder.string() : hide_password(*config.database_url);
}

/// What is there now; refuses while a service uses it.
Target look_at(Config const& config, Connection& connection) {
    auto const rows = connection.run(sql::backup_has_log);
    if (auto const sessions = rows.integer(0, 2); sessions > 0) {
        throw CommandFailed(ExitCode::refused,
                            fmt::format("A service uses {} ({} sessions of role atelier): stop it "
                                        "first. Nothing was changed.",
                                        name_of(config), sessions));
    }
    bool const has_log = rows.boolean(0, 0);
    return {static_cast<int>(rows.integer(0, 1)), has_log ? eventstore::read_head(connection) : 0};
}

void confirm(Config const& config, RestoreRequest const& request, Target const& target,
             BackupManifest const& manifest) {
    if (target.head == 0) return;
    auto const what =
        fmt::format("{} has a log of {} events", name_of(config), grouped(target.head));
    if (!request.replace) {
        throw CommandFailed(
            ExitCode::refused,
            fmt::format("{}. A backup is restored into an empty database; --replace puts it in the "
                        "place of what is there. Nothing was changed.",
                        what));
    }
    if (request.yes || request.dry_run) return;
    if (!can_ask()) {
        throw CommandFailed(ExitCode::refused,
                            what +
                                ": they would be gone. Without a terminal to ask, add --yes. "
                                "Nothing was changed.");
    }
    auto const question =
        fmt::format("{}: they will be gone, and the {} of the backup be in their place.", what,
                    grouped(manifest.position));
    if (!is_confirmed(question, "replace"))
        throw CommandFailed(ExitCode::refused, "Nothing was changed.");
}

void load(std::string const& url, PostgresPrograms const& programs, fs::path const& folder,
          BackupManifest const& manifest, std::vector<std::string> const& erased) {
    CopyProgress progress{url, "restore", manifest.rows()};
    auto const done =
        run_clients(url, restore_words(programs, folder, manifest, erased), [&progress] {
            check_interrupt();
            progress.update();
        });
    if (!done) {
        throw CommandFailed(ExitCode::failure,
                            "Nothing was changed, since the restore failed: " + done.error());
    }
    progress.finish();
}

void rebuild_or_say(Config const& config) {
    if (!config.is_embedded()) {
        print_line(
            "Read models are made anew from the log: by `atelier rebuild all --database "
            "<the service's URL>`, or by `atelier serve` when it starts.");
        return;
    }
    print_line("Making the read models anew from the log:");
    flush_output();
    run_rebuild(config, {{"all"}});
}

/// The manifest of a backup that is whole and can be read here.
BackupManifest checked_backup(Config const& config, fs::path const& folder) {
    Progress progress{"checking the backup", "bytes"};
    auto manifest = read_backup(folder, [&progress](std::int64_t done, std::int64_t total) {
        check_interrupt();
        progress.update(done, total);
    });
    progress.finish();
    check_key(config, manifest);
    print_line(fmt::format(
        "{}: log {}, {} events{}, written {} by {}, {}.", folder.string(), manifest.log,
        grouped(manifest.position),
        manifest.recorded_at ? " up to " + to_text(*manifest.recorded_at) : std::string{},
        to_text(manifest.created_at), manifest.program, size_text(manifest.bytes())));
    flush_output();
    return manifest;
}

int say_possible() {
    print_line("The backup is whole and can be restored here. Nothing was changed.");
    return 0;
}

int restore(Config const& config, RestoreRequest const& request) {
    catch_interrupts();
    auto const erased = request.erased ? read_erased(*request.erased) : std::vector<std::string>{};
    auto const folder = fs::absolute(request.folder).lexically_normal();
    auto const manifest = checked_backup(config, folder);
    std::error_code ignored;
    bool const is_new =
        config.is_embedded() && !fs::exists(config.data_folder / "postgres", ignored);
    if (request.dry_run && is_new) return say_possible();
    {
        OwnedCluster cluster;
        if (config.is_embedded()) cluster = open_cluster(config, !request.dry_run);
        auto const url = cluster ? cluster->owner_url() : *config.database_url;
        Connection connection{url};
        auto const target = look_at(config, connection);
        auto const programs =
            find_postgres_clients(std::max(target.server_version, manifest.postgres));
        if (!programs) throw CommandFailed(ExitCode::failure, programs.error());
        confirm(config, request, target, manifest);
        if (request.dry_run) return say_possible();
        connection.disconnect();
        load(url, *programs, folder, manifest, erased);
        eventstore::migrate(connection);
    }
    print_line(fmt::format("Restored {} events into {}, as a new epoch of the log.",
                           grouped(manifest.position), name_of(config)));
    rebuild_or_say(config);
    return 0;
}

/// The database was set back by other means: what a restore does besides.
int adopt(Config const& config) {
    {
        OwnedCluster cluster;
        if (config.is_embedded()) cluster = open_cluster(config, false);
        Connection connection{cluster ? cluster->owner_url() : *config.database_url};
        auto const target = look_at(config, connection);
        eventstore::migrate(connection);
        connection.run(sql::log_start_epoch);
        print_line(fmt::format("The log of {} events in {} begins a new epoch.",
                               grouped(target.head), name_of(config)));
    }
    rebuild_or_say(config);
    return 0;
}

int run_restore(Config const& config, RestoreRequest const& request) {
    if (request.adopt != request.folder.empty() || (request.adopt && request.erased)) {
        throw CommandFailed(ExitCode::usage, "Name the folder of a backup, or give --adopt alone.");
    }
    return request.adopt ? adopt(config) : restore(config, request);
}

}  // namespace

void add_restore(CommandLine& program) {
    auto request = std::make_shared<RestoreRequest>();
    auto& command = add_command(
        program,
        {"restore", "Bring back the log from a backup, into an empty database",
         "atelier restore /var/backups/atelier/2026-11-21\n"
         "atelier restore 2026-11-21 --data ./data --replace\n"
         "atelier restore 2026-11-21 --database postgresql://atelier_owner:secret@db.example/new\n"
         "atelier restore 2026-11-21 --data ./drill --dry-run\n"
         "\n"
         "Stop the service first. Everything is checked before anything is written, and written "
         "in\n"
         "one transaction: when it fails or is killed, the database is as it was. --database is\n"
         "the URL of the tables' owner, as with migrate. The master key must be at hand.\n"
         "docs/BACKUP.md has more, also on people who were erased after the backup."},
        [&program, request] { return run_restore(program.config(), *request); });
    command.add_option("DIR", request->folder, "What `atelier backup` wrote");
    command.add_flag("--replace", request->replace, "In the place of a log that is there; asks");
    command.add_flag("--yes", request->yes, "Do not ask");
    command.add_flag("--dry-run", request->dry_run, "Check everything, change nothing");
    command
        .add_option("--erased", request->erased,
                    "Ids of people, one a line, whose keys are not to come back")
        ->type_name("FILE");
    command.add_flag("--adopt", request->adopt,
                     "The database was set back by other means (a disk's snapshot, point-in-time "
                     "recovery): begin a new epoch of its log");
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
