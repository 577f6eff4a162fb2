#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "eventstore/crypto/random.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/backup_manifest.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/copy_progress.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/postgres/client_programs.hpp"
#include "tools/postgres/installation.hpp"

namespace atelier::tools {

namespace {

namespace fs = std::filesystem;
using eventstore::Connection;

/// The first migration with epochs.
constexpr int oldest_migration = 9;

void check_target(fs::path const& folder) {
    if (!fs::exists(folder)) return;
    if (fs::is_directory(folder) && fs::is_empty(folder)) return;
    throw CommandFailed(ExitCode::refused,
                        fmt::format("{} is there already: name a folder that is not, such as {}-2.",
                                    folder.string(), folder.string()));
}

/// A run that was killed leaves its unfinished folder under this name.
fs::path unfinished(fs::path folder) { return folder += ".unfinished"; }

CommandWords dump_words(std::string const& program, fs::path const& folder,
                        std::string const& snapshot) {
    return {program,
            "--format=directory",
            "--compress=1",
            "--schema=log",
            "--schema=migration",
            "--schema=projection",
            "--schema=edge",
            "--exclude-table-data=projection.*",
            "--exclude-table-data=edge.*",
            "--exclude-table-data=log.publisher",
            "--no-password",
            "--snapshot=" + snapshot,
            "--file=" + folder.string()};
}

int version_of(Connection& connection) {
    if (!connection.run(sql::migration_has_versions).boolean(0, 0)) return 0;
    return static_cast<int>(connection.run(sql::migration_read_version).integer(0, 0));
}

BackupManifest dump(std::string const& url, fs::path const& folder) {
    Connection connection{url};
    if (auto const version = version_of(connection); version < oldest_migration) {
        throw CommandFailed(ExitCode::refused,
                            version == 0
                                ? std::string{"This database has no log of Atelier."}
                                : fmt::format("The database has version {}, backups begin with {}: "
                                              "bring it up to date by `atelier migrate` first.",
                                              version, oldest_migration));
    }
    eventstore::Transaction const snapshot{connection, eventstore::Transaction::Kind::snapshot};
    auto manifest = describe_log(connection);
    auto const programs = find_postgres_clients(manifest.postgres);
    if (!programs) throw CommandFailed(ExitCode::failure, programs.error());
    auto const name = connection.run(sql::backup_export_snapshot).string(0, 0);
    CopyProgress progress{url, "backup", manifest.rows()};
    auto const done =
        run_clients(url, {dump_words(programs->program("pg_dump"), folder, name)}, [&progress] {
            check_interrupt();
            progress.update();
        });
    if (!done) throw CommandFailed(ExitCode::failure, done.error());
    progress.finish();
    return manifest;
}

std::string end_of(BackupManifest const& manifest) {
    if (!manifest.recorded_at) return "an empty log";
    return fmt::format("{} events up to {}", grouped(manifest.position),
                       to_text(*manifest.recorded_at));
}

int backup(Config const& config, fs::path const& target) {
    auto folder = fs::absolute(target).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    check_target(folder);
    OwnedCluster cluster;
    if (config.is_embedded()) cluster = open_cluster(config, false);
    auto const url = cluster ? cluster->owner_url() : *config.database_url;
    catch_interrupts();
    auto const partial = unfinished(folder);
    if (fs::remove_all(partial) > 0)
        fmt::print(stderr, "Removed {}, which an interrupted backup had left.\n", partial.string());
    fs::create_directories(folder.parent_path());
    auto manifest = dump(url, partial);
    manifest.program = "atelier " ATELIER_VERSION;
    manifest.created_at = crypto::system_now();
    manifest.files = list_files(partial);
    write_manifest(partial, manifest);
    fs::remove(folder);  // an empty one
    fs::rename(partial, folder);
    print_line(fmt::format("{}: {}, {} in {} files.", folder.string(), end_of(manifest),
                           size_text(manifest.bytes()), manifest.files.size()));
    print_line(fmt::format(
        "The master key is not in it{}: keep it elsewhere. Without it nobody can read the names "
        "and addresses of people, or sign in.",
        manifest.master_key ? " (fingerprint " + *manifest.master_key + ")" : ""));
    return 0;
}

}  // namespace

void add_backup(CommandLine& program) {
    auto folder = std::make_shared<std::string>();
    auto& command = add_command(
        program,
        {"backup", "Write the log into a folder, while the service runs",
         "atelier backup /var/backups/atelier/$(date +%F)\n"
         "atelier backup before-upgrade --data ./data\n"
         "atelier backup nightly --database postgresql://atelier_owner:secret@db.example/atelier\n"
         "\n"
         "--database is here the URL of the tables' owner, as with migrate. Read models are left\n"
         "out, since they are made anew from the log. So is the master key: keep it elsewhere.\n"
         "`atelier restore DIR` brings it back; docs/BACKUP.md says when to take one, and how to\n"
         "try out that it is good."},
        [&program, folder] { return backup(program.config(), *folder); });
    command.add_option("DIR", *folder, "A folder that is not there yet")->required();
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
