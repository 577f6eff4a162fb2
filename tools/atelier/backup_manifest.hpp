#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::tools {

struct BackupTable {
    std::string name;
    std::int64_t rows;
};
BOOST_DESCRIBE_STRUCT(BackupTable, (), (name, rows))

struct BackupFile {
    std::string name;  ///< in the backup's folder
    std::int64_t bytes;
    std::string sha256;  ///< in hex
};
BOOST_DESCRIBE_STRUCT(BackupFile, (), (name, bytes, sha256))

/// What a backup says of itself: `manifest.json`, written last, so that a folder without one is no
/// backup. `docs/BACKUP.md` describes the members.
struct BackupManifest {
    static constexpr int newest_format = 1;

    int format = newest_format;
    std::string program;  ///< that wrote it
    int migration = 0;    ///< of its tables
    int postgres = 0;     ///< major version of the server
    Timestamp created_at;
    std::string log, epoch;                 ///< UUIDs
    std::int64_t position{};                ///< of the last event
    std::string hash;                       ///< of the chain up to there, in hex
    std::optional<Timestamp> recorded_at;   ///< of the last event
    std::optional<std::string> master_key;  ///< fingerprint of the one that unwraps its keys
    std::vector<BackupTable> tables;
    std::vector<BackupFile> files;

    std::int64_t bytes() const;
    std::int64_t rows() const;
};
BOOST_DESCRIBE_STRUCT(BackupManifest, (),
                      (format, program, migration, postgres, created_at, log, epoch, position, hash,
                       recorded_at, master_key, tables, files))

inline constexpr auto manifest_name = "manifest.json";

/// What the database says of its log and its tables, without files. In the caller's snapshot;
/// throws DatabaseError.
BackupManifest describe_log(eventstore::Connection& connection);

/// Every file of the folder with its hash, in the order of the names. Throws CommandFailed.
std::vector<BackupFile> list_files(std::filesystem::path const& folder);

/// Written and on disk (fsync, the files before it). Throws CommandFailed.
void write_manifest(std::filesystem::path const& folder, BackupManifest const& manifest);

/// The manifest of a backup that this program can read and whose files are whole. Throws
/// CommandFailed, which says what is wrong with which file. `on_bytes` is told how many are read.
BackupManifest read_backup(
    std::filesystem::path const& folder,
    std::function<void(std::int64_t done, std::int64_t total)> const& on_bytes);

/// `1.4 MB`
std::string size_text(std::int64_t bytes);

}  // namespace atelier::tools
