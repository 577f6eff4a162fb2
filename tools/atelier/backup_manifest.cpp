#include "tools/atelier/backup_manifest.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <numeric>
#include <sstream>
#include <system_error>

#include "eventstore/crypto/cipher.hpp"
#include "schemas/codec/json.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;

CommandFailed unreadable(fs::path const& path, int error) {
    return {ExitCode::failure, fmt::format("Cannot read {}: {}.", path.string(),
                                           std::generic_category().message(error))};
}

CommandFailed damaged(fs::path const& folder, std::string const& what) {
    return {ExitCode::refused,
            fmt::format("The backup {} is damaged: {}. Nothing was restored; take another one.",
                        folder.string(), what)};
}

/// Mapped instead of read: a table's file may be larger than memory.
std::string hash_of(fs::path const& path) {
    int const file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) throw unreadable(path, errno);
    auto const size = static_cast<std::size_t>(lseek(file, 0, SEEK_END));
    auto* const bytes = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    int const error = errno;
    ::close(file);
    if (bytes == MAP_FAILED) throw unreadable(path, error);
    auto const digest = crypto::sha256({static_cast<char const*>(bytes), size});
    if (bytes) munmap(bytes, size);
    return crypto::hex_encode(digest);
}

void sync(fs::path const& path) {
    int const file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool const done = file >= 0 && fsync(file) == 0;
    int const error = errno;
    if (file >= 0) ::close(file);
    if (!done) {
        throw CommandFailed(ExitCode::failure,
                            fmt::format("Cannot write {} to disk: {}.", path.string(),
                                        std::generic_category().message(error)));
    }
}

struct FormatOnly {
    int format;
    std::optional<std::string> program;
};
BOOST_DESCRIBE_STRUCT(FormatOnly, (), (format, program))

BackupManifest read_manifest(fs::path const& folder) {
    std::ifstream file{folder / manifest_name, std::ios::binary};
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file) {
        throw CommandFailed(
            ExitCode::refused,
            fs::exists(folder / "toc.dat")
                ? fmt::format("{} has no {}: its backup was interrupted, or the file is lost. Take "
                              "another one.",
                              folder.string(), manifest_name)
                : fmt::format("{} is no backup of Atelier: there is no {}.", folder.string(),
                              manifest_name));
    }
    auto const head = codec::from_json<FormatOnly>(text.str(), codec::Unknown::ignore);
    if (head && head->format > BackupManifest::newest_format) {
        throw CommandFailed(
            ExitCode::refused,
            fmt::format("The backup {} was written by a newer program ({}), in a format that this "
                        "one does not know.",
                        folder.string(), head->program.value_or("unknown")));
    }
    auto manifest = codec::from_json<BackupManifest>(text.str(), codec::Unknown::ignore);
    if (!manifest) {
        auto const& problem = manifest.error().front();
        throw damaged(folder, fmt::format("{} cannot be read ({} {})", manifest_name, problem.path,
                                          problem.message));
    }
    return std::move(*manifest);
}

}  // namespace

std::int64_t BackupManifest::bytes() const {
    return std::accumulate(files.begin(), files.end(), std::int64_t{0},
                           [](auto sum, auto const& file) { return sum + file.bytes; });
}

std::int64_t BackupManifest::rows() const {
    return std::accumulate(tables.begin(), tables.end(), std::int64_t{0},
                           [](auto sum, auto const& table) { return sum + table.rows; });
}

BackupManifest describe_log(eventstore::Connection& connection) {
    BackupManifest manifest;
    auto const rows = connection.run(sql::backup_describe);
    manifest.log = rows.string(0, 0);
    manifest.epoch = rows.string(0, 1);
    manifest.position = rows.integer(0, 2);
    manifest.hash = rows.string(0, 3);
    if (!rows.is_null(0, 4)) manifest.recorded_at = Timestamp{rows.integer(0, 4)};
    if (!rows.is_null(0, 5)) manifest.master_key = rows.string(0, 5);
    manifest.migration = static_cast<int>(rows.integer(0, 6));
    manifest.postgres = static_cast<int>(rows.integer(0, 7));
    auto const tables = connection.run(sql::backup_list_tables);
    for (std::size_t row = 0; row < tables.size(); ++row) {
        auto const name = tables.string(row, 0);
        // Positions have no gaps: nobody has to count the events.
        auto const count =
            name == "events" ? manifest.position
                             : connection.execute("select count(*) from log." + name).integer(0, 0);
        manifest.tables.push_back({name, count});
    }
    return manifest;
}

std::vector<BackupFile> list_files(fs::path const& folder) {
    std::vector<BackupFile> files;
    for (auto const& entry : fs::directory_iterator{folder}) {
        files.push_back({entry.path().filename().string(),
                         static_cast<std::int64_t>(entry.file_size()), hash_of(entry.path())});
    }
    std::ranges::sort(files, {}, &BackupFile::name);
    return files;
}

void write_manifest(fs::path const& folder, BackupManifest const& manifest) {
    for (auto const& file : manifest.files) sync(folder / file.name);
    auto const path = folder / manifest_name;
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << codec::to_json(manifest) << '\n';
    out.close();
    if (!out) {
        throw CommandFailed(ExitCode::failure, fmt::format("Cannot write {}.", path.string()));
    }
    sync(path);
    sync(folder);
}

BackupManifest read_backup(fs::path const& folder,
                           std::function<void(std::int64_t, std::int64_t)> const& on_bytes) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw CommandFailed(ExitCode::refused,
                            fmt::format("There is no folder {}.", folder.string()));
    }
    auto manifest = read_manifest(folder);
    if (auto const newest = sql::migrations().back().version; manifest.migration > newest) {
        throw CommandFailed(
            ExitCode::refused,
            fmt::format("The backup {} has database version {}, this program knows {}: it was "
                        "written by {}; restore it with that or a newer one.",
                        folder.string(), manifest.migration, newest, manifest.program));
    }
    std::int64_t done = 0;
    for (auto const& file : manifest.files) {
        auto const path = folder / fs::path{file.name}.filename();
        if (!fs::exists(path)) throw damaged(folder, file.name + " is missing");
        auto const size = static_cast<std::int64_t>(fs::file_size(path));
        if (size != file.bytes) {
            throw damaged(folder, fmt::format("{} has {} bytes, the manifest says {}", file.name,
                                              size, file.bytes));
        }
        if (hash_of(path) != file.sha256)
            throw damaged(folder, file.name + " is not what was written (its SHA-256 differs)");
        on_bytes(done += size, manifest.bytes());
    }
    return manifest;
}

std::string size_text(std::int64_t bytes) {
    if (bytes < 1000) return fmt::format("{} bytes", bytes);
    auto size = static_cast<double>(bytes);
    auto const* unit = "kB";
    for (auto const* next : {"kB", "MB", "GB", "TB"}) {
        unit = next;
        size /= 1000;
        if (size < 999.5) break;
    }
    return fmt::format("{:.{}f} {}", size, size < 10 ? 1 : 0, unit);
}

}  // namespace atelier::tools
