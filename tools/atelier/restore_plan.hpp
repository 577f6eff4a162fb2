#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/atelier/backup_manifest.hpp"
#include "tools/atelier/config.hpp"
#include "tools/postgres/client_programs.hpp"
#include "tools/postgres/installation.hpp"

namespace atelier::tools {

/// What psql runs before the backup's own statements, in their transaction: which is why it is no
/// file of `schemas/queries`. The role is made as migrations make it; a service that began to use
/// the database meanwhile ends it.
inline constexpr std::string_view clear_statements = R"(do $$ begin
    if not exists (select from pg_roles where rolname = 'atelier') then
        begin
            create role atelier login;
        exception when duplicate_object or unique_violation then null;
        end;
    end if;
    if exists (select from pg_stat_activity where datname = current_database()
               and usename = 'atelier' and pid <> pg_backend_pid()
               and usename <> current_user) then
        raise exception 'the service began to use the database meanwhile';
    end if;
    set local client_min_messages = warning;
    drop schema if exists log, projection, migration, edge cascade;
end $$)";

/// Ids of people, one a line; empty lines and what follows a # do not count. Throws CommandFailed
/// that names a wrong line.
std::vector<std::string> read_erased(std::filesystem::path const& file);

/// pg_restore into psql: everything in one transaction, which ends with the proof that the log is
/// what the manifest says, and a new epoch.
std::vector<CommandWords> restore_words(PostgresPrograms const& programs,
                                        std::filesystem::path const& folder,
                                        BackupManifest const& manifest,
                                        std::vector<std::string> const& erased);

/// Throws CommandFailed unless the master key that is at hand unwraps the backup's keys.
void check_key(Config const& config, BackupManifest const& manifest);

}  // namespace atelier::tools
