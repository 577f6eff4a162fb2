#include "eventstore/database/migrate.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "tools/atelier/command_line.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

int migrate(Config const& config) {
    OwnedCluster cluster;
    if (config.is_embedded()) cluster = open_cluster(config, true);
    eventstore::Connection owner{cluster ? cluster->owner_url() : *config.database_url};
    auto const report = eventstore::migrate(owner);
    if (report.from == report.to) {
        print_line(fmt::format("The database has version {} already.", report.to));
    } else {
        print_line(fmt::format("Migrated the database: version {} → {}.", report.from, report.to));
    }
    return 0;
}

}  // namespace

void add_migrate(CommandLine& program) {
    auto& command = add_command(
        program,
        {"migrate", "Bring a database up to this program's version",
         "atelier migrate --database postgresql://atelier_owner:secret@db.example/atelier\n"
         "atelier migrate --data ./data\n\n"
         "--database is here the URL of the tables' owner; `serve` runs as another role.\n"
         "The embedded database is also migrated by every command that opens it."},
        [&program] { return migrate(program.config()); });
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
