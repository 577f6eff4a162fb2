#include "tools/postgres/installation.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <vector>

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;

constexpr int oldest_version = 13;

/// The first line that a command prints, empty when it fails.
std::string first_line_of(std::string const& command) {
    auto* pipe = popen((command + " 2>/dev/null").c_str(), "re");
    if (pipe == nullptr) return {};
    char buffer[4096] = "";
    bool const has_line = std::fgets(buffer, sizeof buffer, pipe) != nullptr;
    pclose(pipe);
    std::string line = has_line ? buffer : "";
    while (!line.empty() && line.back() == '\n') line.pop_back();
    return line;
}

/// `<parent>/<anything with prefix>/bin`, as Debian (postgresql/15) and Red Hat (pgsql-15) have it.
void add_versioned(std::vector<fs::path>& folders, fs::path const& parent,
                   std::string_view prefix) {
    std::error_code ignored;
    for (auto const& entry : fs::directory_iterator{parent, ignored}) {
        if (entry.path().filename().native().starts_with(prefix)) {
            folders.push_back(entry.path() / "bin");
        }
    }
}

std::vector<fs::path> candidates() {
    std::vector<fs::path> folders;
    if (auto const folder = first_line_of("pg_config --bindir"); !folder.empty()) {
        folders.emplace_back(folder);
    }
    add_versioned(folders, "/usr/lib/postgresql", "");
    add_versioned(folders, "/usr", "pgsql-");
    folders.emplace_back("/usr/local/pgsql/bin");
    std::istringstream path{std::getenv("PATH") != nullptr ? std::getenv("PATH") : ""};
    for (std::string folder; std::getline(path, folder, ':');) folders.emplace_back(folder);
    return folders;
}

/// Of the folders that have all of these, with the version that the first one says.
std::optional<PostgresPrograms> programs_in(fs::path const& folder,
                                            std::initializer_list<char const*> names) {
    PostgresPrograms programs{folder, 0};
    for (auto const* name : names) {
        if (access(programs.program(name).c_str(), X_OK) != 0) return std::nullopt;
    }
    // `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`
    auto const line = first_line_of("'" + programs.program(*names.begin()) + "' --version");
    auto const digits = line.find_first_of("0123456789");
    if (digits == std::string::npos) return std::nullopt;
    programs.major_version = std::atoi(line.c_str() + digits);
    return programs;
}

}  // namespace

std::expected<PostgresPrograms, std::string> find_postgres(int major_version) {
    std::optional<PostgresPrograms> best;
    for (auto const& folder : candidates()) {
        auto const found = programs_in(folder, {"postgres", "initdb"});
        if (!found) continue;
        if (found->major_version == major_version) return *found;
        if (!best || found->major_version > best->major_version) best = found;
    }
    if (major_version != 0) {
        return std::unexpected(fmt::format(
            "the data were written by PostgreSQL {0}, which is not installed: apt-get install "
            "postgresql-{0}",
            major_version));
    }
    if (!best || best->major_version < oldest_version) {
        return std::unexpected(fmt::format(
            "PostgreSQL {} or newer is not installed: apt-get install postgresql, or name a "
            "database with --database",
            oldest_version));
    }
    return *best;
}

std::expected<PostgresPrograms, std::string> find_postgres_clients(int server_version) {
    std::optional<PostgresPrograms> best;
    for (auto const& folder : candidates()) {
        auto const found = programs_in(folder, {"pg_dump", "pg_restore", "psql"});
        if (!found || found->major_version < server_version) continue;
        if (!best || found->major_version < best->major_version) best = found;
    }
    if (best) return *best;
    return std::unexpected(fmt::format(
        "pg_dump, pg_restore and psql of PostgreSQL {0}, the server's version, or of a newer one "
        "are not installed: apt-get install postgresql-client-{0}",
        server_version));
}

}  // namespace atelier::tools
