#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

namespace atelier::tools {

/// What a running server says of itself in `postmaster.pid`.
struct Postmaster {
    pid_t process = 0;
    std::filesystem::path socket_folder;
};

/// The server that runs in this cluster. Its working folder tells it from a process that has got
/// the number of one that was killed.
std::optional<Postmaster> find_postmaster(std::filesystem::path const& cluster);

/// Waits for the server's answer: false when the process ended instead, a sentence when it neither
/// answers nor ends.
std::expected<bool, std::string> wait_until_ready(pid_t server,
                                                  std::filesystem::path const& socket_folder);

/// Removes a `postmaster.pid` that would keep a new server from starting although none runs.
void remove_stale_process_file(std::filesystem::path const& cluster);

}  // namespace atelier::tools
