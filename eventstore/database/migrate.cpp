#include "eventstore/database/migrate.hpp"

#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

int newest_known() { return sql::migrations().back().version; }

int version_of(Connection& connection) {
    if (!connection.run(sql::migration_has_versions).boolean(0, 0)) return 0;
    return static_cast<int>(connection.run(sql::migration_read_version).integer(0, 0));
}

std::string newer_sentence(int version) {
    return "the database has version " + std::to_string(version) + ", this program knows " +
           std::to_string(newest_known()) + ": run a newer atelier";
}

}  // namespace

MigrationReport migrate(Connection& owner) {
    Transaction transaction{owner};
    owner.run(sql::migration_lock);
    owner.run(sql::migration_prepare);
    MigrationReport report;
    report.from = report.to = version_of(owner);
    if (report.from > newest_known()) throw DatabaseError(newer_sentence(report.from), "", false);
    for (auto const& migration : sql::migrations()) {
        if (migration.version <= report.from) continue;
        owner.execute(migration.text);
        owner.run(sql::migration_record, migration.version, migration.name);
        report.to = migration.version;
    }
    transaction.commit();
    return report;
}

std::string migration_problem(Connection& connection) {
    auto const version = version_of(connection);
    if (version == newest_known()) return {};
    if (version > newest_known()) return newer_sentence(version);
    return "the database has version " + std::to_string(version) + ", this program needs " +
           std::to_string(newest_known()) + ": run `atelier migrate --database <the owner's URL>`";
}

}  // namespace atelier::eventstore
