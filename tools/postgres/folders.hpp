#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "tools/postgres/process.hpp"

namespace atelier::tools {

/// Where an embedded cluster lives, and whom its server runs as.
struct ClusterFolders {
    /// `<data folder>/postgres`, mode 0700, of the server's user.
    std::filesystem::path home;
    /// PostgreSQL's own data folder, `cluster` in the home; not there before the first start.
    std::filesystem::path cluster;
    /// Mode 0700: who may enter it may connect.
    std::filesystem::path socket;
    /// What the programs print until the server's own log begins.
    std::filesystem::path output;
    SystemUser server_user;
};

/// Makes the folders that are missing.
///
/// PostgreSQL refuses to run as root, so root's server runs as user `postgres`, or as the owner of
/// a home that is there. Where that user cannot reach the data folder (one below /root, say), the
/// home is `/var/lib/atelier/postgres-<random>`, and `<data folder>/postgres` a link to it.
///
/// A socket's path may have 107 bytes, and its folder stands in settings and in URLs. Where
/// `<home>/socket` is longer or has other characters than [A-Za-z0-9/._-], the sockets' folder is
/// `atelier-<hash of the home>` in $XDG_RUNTIME_DIR or /tmp.
std::expected<ClusterFolders, std::string> prepare_folders(
    std::filesystem::path const& data_folder);

/// Gives a file or folder to the user; root only, for others it is theirs already.
bool give_to(SystemUser const& user, std::filesystem::path const& path);

}  // namespace atelier::tools
