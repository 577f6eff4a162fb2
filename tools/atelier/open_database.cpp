#include "tools/atelier/open_database.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <system_error>
#include <utility>

#include "eventstore/database/connection.hpp"
#include "eventstore/database/migrate.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {
namespace {

using eventstore::Connection;

constexpr auto fingerprint_kind = "master_key";
constexpr auto fingerprint_key = "fingerprint";

bool has_cluster(Config const& config) {
    std::error_code ignored;
    return std::filesystem::exists(config.data_folder / "postgres", ignored);
}

std::optional<std::string> known_fingerprint(Connection& connection) {
    auto const rows = connection.run(sql::log_find_secret, fingerprint_kind, fingerprint_key);
    if (rows.empty()) return std::nullopt;
    return rows.bytes(0, 0);
}

crypto::MasterKey take(crypto::MasterKey::Loaded loaded) {
    if (!loaded) throw CommandFailed(ExitCode::failure, loaded.error());
    return *loaded;
}

/// The embedded default's key is in a file, made for a database that was never used with a key.
crypto::MasterKey key_of_file(Config const& config, bool is_new) {
    auto const file = config.master_key_file();
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return take(crypto::MasterKey::load_file(file));
    if (!is_new) {
        throw CommandFailed(
            ExitCode::failure,
            fmt::format("The master key of this data is missing: put the file {} back, or set "
                        "ATELIER_MASTER_KEY. Without it no personal data can be read.",
                        file.string()));
    }
    auto made = crypto::MasterKey::create_file(file);
    // Two processes may begin at once: the one that comes second takes the first one's.
    if (!made && std::filesystem::exists(file, ignored)) {
        return take(crypto::MasterKey::load_file(file));
    }
    return take(std::move(made));
}

crypto::MasterKey choose_key(Config const& config, bool is_new) {
    if (config.master_key) return *config.master_key;
    if (config.is_embedded()) return key_of_file(config, is_new);
    throw CommandFailed(
        ExitCode::usage,
        "With --database, set ATELIER_MASTER_KEY to the key of that database (a new one: "
        "`openssl rand -hex 32`; keep it, without it no personal data can be read).");
}

crypto::MasterKey open_key(Config const& config, Connection& connection) {
    auto known = known_fingerprint(connection);
    auto key = choose_key(config, !known);
    auto const fingerprint = key.fingerprint();
    if (!known) {
        connection.run(sql::log_add_secret, fingerprint_kind, fingerprint_key,
                       eventstore::bytes_parameter(fingerprint));
        // Whoever came first at the same time has settled it.
        known = known_fingerprint(connection);
    }
    if (known == fingerprint) return key;
    throw CommandFailed(
        ExitCode::failure,
        fmt::format("This is not the master key of this database: it was set up with the key of "
                    "fingerprint {}, and {} is that of the key given ({}).",
                    known.value_or("?"), fingerprint,
                    config.master_key ? "ATELIER_MASTER_KEY" : config.master_key_file().string()));
}

}  // namespace

void LeaveCluster::operator()(PostgresCluster* cluster) const {
    if (auto const stopped = cluster->stop(); !stopped) {
        fmt::print(stderr, "atelier: {}\n", stopped.error());
    }
    delete cluster;
}

OwnedCluster open_cluster(Config const& config, bool may_create) {
    if (!has_cluster(config)) {
        if (!may_create) {
            throw CommandFailed(
                ExitCode::refused,
                fmt::format("There is no Atelier data in {}. Name its folder by --data or its "
                            "database by --database, or begin with `atelier serve`.",
                            config.data_folder.string()));
        }
        fmt::print(stderr, "Setting up a private PostgreSQL in {} …\n",
                   (config.data_folder / "postgres").string());
    }
    auto opened = PostgresCluster::open(config.data_folder);
    if (!opened) throw CommandFailed(ExitCode::unavailable, opened.error());
    return OwnedCluster{new PostgresCluster{std::move(*opened)}};
}

ReadyDatabase open_database(Config const& config, DatabaseNeeds needs) {
    ReadyDatabase ready;
    if (config.is_embedded()) {
        ready.cluster = open_cluster(config, needs.may_create);
        ready.service_url = ready.cluster->service_url();
        ready.owner_url = ready.cluster->owner_url();
        Connection owner{*ready.owner_url};
        eventstore::migrate(owner);
    } else {
        ready.service_url = *config.database_url;
    }
    Connection connection{ready.service_url};
    auto const problem = eventstore::migration_problem(connection);
    if (!problem.empty()) throw CommandFailed(ExitCode::failure, problem);
    if (needs.master_key) ready.master_key = open_key(config, connection);
    return ready;
}

}  // namespace atelier::tools
