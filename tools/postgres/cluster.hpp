#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <utility>

#include "tools/postgres/file_lock.hpp"
#include "tools/postgres/folders.hpp"

namespace atelier::tools {

/// The private PostgreSQL of the embedded default: a cluster in `<data folder>/postgres`, made on
/// first use, reached by a Unix socket only, by whoever may enter a folder of mode 0700.
///
/// It has the database `atelier` and two roles that may log in: `atelier_owner`, which owns the
/// database and migrates it, and `atelier`, the service, which owns nothing.
///
/// The server is a process of its own in a session of its own: neither Ctrl-C nor the death of ours
/// ends it. Every process that opens the same data folder joins the server that runs there, or
/// starts it; the last that stops shuts it down. After a crash of ours it goes on running, and the
/// next that opens the folder joins it.
///
/// All functions block, and belong to one thread. Every error is a sentence that says what to do.
class PostgresCluster {
public:
    /// Makes, starts or joins the cluster, and returns when it answers.
    static std::expected<PostgresCluster, std::string> open(std::filesystem::path data_folder);

    PostgresCluster(PostgresCluster&&) noexcept = default;
    PostgresCluster& operator=(PostgresCluster&&) noexcept = default;
    /// Lets go, and leaves the server running.
    ~PostgresCluster() = default;

    /// `postgresql://…` of the database's owner, for migrations.
    std::string owner_url() const { return url_of("atelier_owner"); }
    /// `postgresql://…` of the service.
    std::string service_url() const { return url_of("atelier"); }

    /// Whether this handle started the server; false when it joined one.
    bool started_here() const { return started_here_; }

    /// Where the server writes its log: `postgresql-<weekday>.log`, a week of them.
    std::filesystem::path log_folder() const { return folders_.cluster / "log"; }

    /// Shuts the server down, or leaves it to the other processes that use it. Open transactions
    /// are rolled back, committed ones are on disk. Once more is nothing.
    std::expected<void, std::string> stop();

private:
    PostgresCluster(FileLock gate, FileLock users, ClusterFolders folders)
        : gate_(std::move(gate)), users_(std::move(users)), folders_(std::move(folders)) {}

    std::string url_of(char const* role) const;
    std::expected<void, std::string> create();
    std::expected<bool, std::string> join();
    std::expected<void, std::string> start_server();
    std::expected<void, std::string> shut_down();

    FileLock gate_;   ///< held alone while one makes, starts or stops
    FileLock users_;  ///< shared by all that use the server
    ClusterFolders folders_;
    std::filesystem::path socket_folder_;  ///< the running server's
    bool started_here_ = false;
};

}  // namespace atelier::tools
