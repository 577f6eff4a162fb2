#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace atelier::tools {

/// Run once in single-user mode, one statement a line, before there is a database to prepare
/// anything in: which is why they are not files of `schemas/queries`.
inline constexpr std::string_view bootstrap_statements =
    "create role atelier_owner login\n"
    "create role atelier login\n"
    "create database atelier owner atelier_owner\n"
    "revoke all on database atelier from public\n"
    "grant connect on database atelier to atelier\n";

/// `atelier.conf`, which PostgreSQL's own file includes; written anew at each start.
std::string server_settings(std::filesystem::path const& socket_folder);

}  // namespace atelier::tools
