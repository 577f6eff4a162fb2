#include "tools/postgres/settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace atelier::tools {
namespace {

constexpr std::int64_t most_shared_megabytes = 128;
constexpr std::int64_t least_shared_megabytes = 16;

/// A sixteenth of the memory: what is not cached here is in the kernel's cache.
std::int64_t shared_megabytes() {
    auto const megabytes =
        static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) / (1 << 20);
    return std::clamp(megabytes / 16, least_shared_megabytes, most_shared_megabytes);
}

}  // namespace

std::string server_settings(std::filesystem::path const& socket_folder) {
    return fmt::format(
        "# Written by atelier at each start. Your own settings go to the end of postgresql.conf.\n"
        "listen_addresses = ''\n"
        "port = 5432\n"
        "unix_socket_directories = '{}'\n"
        "unix_socket_permissions = 0700\n"
        "max_connections = 100\n"
        "shared_buffers = {}MB\n"
        "fsync = on\n"
        "synchronous_commit = on\n"
        "wal_compression = lz4\n"
        "wal_level = minimal\n"
        "max_wal_senders = 0\n"
        "max_wal_size = 2GB\n"
        "checkpoint_timeout = 15min\n"
        "random_page_cost = 1.1\n"
        "jit = off\n"
        "timezone = 'UTC'\n"
        "log_timezone = 'UTC'\n"
        "logging_collector = on\n"
        "log_directory = 'log'\n"
        "log_filename = 'postgresql-%a.log'\n"
        "log_rotation_age = 1d\n"
        "log_rotation_size = 0\n"
        "log_truncate_on_rotation = on\n",
        socket_folder.native(), shared_megabytes());
}

}  // namespace atelier::tools
