#pragma once

#include <expected>
#include <filesystem>
#include <string>

namespace atelier::tools {

/// The server programs of one PostgreSQL version.
struct PostgresPrograms {
    std::filesystem::path folder;
    int major_version = 0;

    std::string program(char const* name) const { return (folder / name).native(); }
};

/// Finds PostgreSQL where `pg_config` says, in the folders of the distributions, then in the PATH:
/// the newest, or exactly `major_version` when that is not 0 (a cluster is of one version for
/// ever).
std::expected<PostgresPrograms, std::string> find_postgres(int major_version);

/// Finds pg_dump, pg_restore and psql for a server of this version: its own, else newer ones.
std::expected<PostgresPrograms, std::string> find_postgres_clients(int server_version);

}  // namespace atelier::tools
