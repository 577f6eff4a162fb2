#include "tools/postgres/cluster.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <system_error>
#include <thread>

#include "tools/postgres/descriptor.hpp"
#include "tools/postgres/installation.hpp"
#include "tools/postgres/postmaster.hpp"
#include "tools/postgres/process.hpp"
#include "tools/postgres/settings.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Failure = std::unexpected<std::string>;
using Clock = std::chrono::steady_clock;

constexpr auto gate_limit = 120s;     // another process makes, starts or stops the cluster
constexpr auto orphans_limit = 10s;   // sessions that outlive a killed server
constexpr auto shutdown_limit = 60s;  // sessions end, a checkpoint is written
constexpr auto abort_limit = 10s;

/// The last line of a log that complains; our own early questions are no complaint.
std::string complaint_in(fs::path const& log) {
    std::ifstream file{log};
    std::string complaint;
    for (std::string line; std::getline(file, line);) {
        if (line.find("database system is") != std::string::npos) continue;
        for (auto const* mark : {"FATAL: ", "PANIC: ", "error: "}) {
            if (line.find(mark) != std::string::npos) complaint = line;
        }
    }
    return complaint;
}

/// Why a program ended: from what it printed, else from the log that the server wrote last.
std::string last_complaint(ClusterFolders const& folders) {
    auto complaint = complaint_in(folders.output);
    if (!complaint.empty()) return complaint;
    std::error_code ignored;
    fs::directory_entry newest;
    for (auto const& entry : fs::directory_iterator{folders.cluster / "log", ignored}) {
        if (newest.path().empty() ||
            entry.last_write_time(ignored) > newest.last_write_time(ignored)) {
            newest = entry;
        }
    }
    complaint = complaint_in(newest.path());
    return complaint.empty() ? "it gave no reason" : complaint;
}

/// The version that wrote the cluster, 0 when there is none.
int version_of(fs::path const& cluster) {
    std::ifstream file{cluster / "PG_VERSION"};
    int version = 0;
    file >> version;
    return version;
}

std::expected<void, std::string> write_file(fs::path const& path, std::string const& text,
                                            std::ios::openmode mode = std::ios::trunc) {
    std::ofstream file{path, mode};
    file << text;
    file.close();
    if (file) return {};
    return Failure(
        fmt::format("cannot write {}: is the disk full, or the folder read-only?", path.native()));
}

}  // namespace

std::expected<PostgresCluster, std::string> PostgresCluster::open(fs::path data_folder) {
    std::error_code error;
    fs::create_directories(data_folder, error);
    auto const folder = error ? fs::path{} : fs::canonical(data_folder, error);
    if (error) {
        return Failure(fmt::format("cannot use the data folder {}: {}; choose one with --data",
                                   data_folder.native(), error.message()));
    }
    auto gate = FileLock::open(folder / "postgres.lock");
    if (!gate) return Failure(gate.error());
    auto users = FileLock::open(folder / "postgres.users");
    if (!users) return Failure(users.error());
    if (!gate->lock(gate_limit) || !users->share(gate_limit)) {
        return Failure(
            fmt::format("another process has been starting or stopping the database in "
                        "{} for {} s: look at it, then try again",
                        folder.native(), gate_limit.count()));
    }
    auto folders = prepare_folders(folder);
    if (!folders) return Failure(folders.error());

    PostgresCluster cluster{std::move(*gate), std::move(*users), std::move(*folders)};
    auto const joined = cluster.join();
    if (!joined) return Failure(joined.error());
    if (!*joined) {
        auto started = cluster.start_server();
        if (!started) return Failure(started.error());
    }
    cluster.gate_.unlock();
    return cluster;
}

std::string PostgresCluster::url_of(char const* role) const {
    return fmt::format("postgresql://{}@/atelier?host={}&port=5432", role, socket_folder_.native());
}

/// Made under another name, so that one half made is never taken for one.
std::expected<void, std::string> PostgresCluster::create() {
    auto const programs = find_postgres(0);
    if (!programs) return Failure(programs.error());
    auto const unfinished = folders_.home / "cluster.new";
    std::error_code error;
    fs::remove_all(unfinished, error);
    fs::remove(folders_.output, error);

    auto const folder = unfinished.native();
    auto done = run({.arguments = {programs->program("initdb"), "--pgdata=" + folder,
                                   "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8",
                                   "--data-checksums", "--auth-local=trust", "--auth-host=reject"},
                     .user = folders_.server_user,
                     .output = folders_.output,
                     .input = {}});
    if (done) {
        done = run({.arguments = {programs->program("postgres"), "--single", "-D", folder, "-c",
                                  "exit_on_error=on", "postgres"},
                    .user = folders_.server_user,
                    .output = folders_.output,
                    .input = std::string{bootstrap_statements}});
    }
    if (done) {
        done = write_file(unfinished / "postgresql.conf", "\ninclude_if_exists = 'atelier.conf'\n",
                          std::ios::app);
    }
    if (!done) {
        return Failure(fmt::format("cannot make the database in {}: {} ({})",
                                   folders_.home.native(), done.error(), last_complaint(folders_)));
    }
    fs::rename(unfinished, folders_.cluster, error);
    if (error) return Failure("cannot rename " + folder + ": " + error.message());
    return {};
}

/// Whether a server that runs here already answers now.
std::expected<bool, std::string> PostgresCluster::join() {
    auto const running = find_postmaster(folders_.cluster);
    if (!running) return false;
    auto const& folder = running->socket_folder.empty() ? folders_.socket : running->socket_folder;
    auto const ready = wait_until_ready(running->process, folder);
    if (ready && *ready) socket_folder_ = folder;
    return ready;
}

std::expected<void, std::string> PostgresCluster::start_server() {
    if (version_of(folders_.cluster) == 0) {
        if (auto made = create(); !made) return made;
    }
    auto const programs = find_postgres(version_of(folders_.cluster));
    if (!programs) return Failure(programs.error());
    auto const settings = folders_.cluster / "atelier.conf";
    if (auto done = write_file(settings, server_settings(folders_.socket)); !done) return done;
    give_to(folders_.server_user, settings);

    auto const orphans_deadline = Clock::now() + orphans_limit;
    while (true) {
        std::error_code ignored;
        fs::remove(folders_.output, ignored);
        remove_stale_process_file(folders_.cluster);
        auto const server =
            start({.arguments = {programs->program("postgres"), "-D", folders_.cluster.native()},
                   .user = folders_.server_user,
                   .output = folders_.output,
                   .input = {}});
        if (!server) return Failure(server.error());
        auto const ready = wait_until_ready(*server, folders_.socket);
        if (!ready) return Failure(ready.error());
        if (*ready) break;
        auto const complaint = last_complaint(folders_);
        bool const orphans = complaint.find("shared memory block") != std::string::npos;
        if (!orphans || Clock::now() > orphans_deadline) {
            return Failure(fmt::format("PostgreSQL did not start in {}: {}; {} and {} say more",
                                       folders_.cluster.native(), complaint,
                                       folders_.output.native(), log_folder().native()));
        }
        std::this_thread::sleep_for(10 * poll_interval);
    }
    socket_folder_ = folders_.socket;
    started_here_ = true;
    return {};
}

std::expected<void, std::string> PostgresCluster::stop() {
    if (!users_.is_open()) return {};
    if (!gate_.lock(gate_limit)) {
        return Failure(
            fmt::format("another process has been starting or stopping the database in "
                        "{} for {} s: it was left running",
                        folders_.home.native(), gate_limit.count()));
    }
    // With the gate held nobody comes; who is still there keeps the server.
    bool const last = users_.lock(0ms);
    auto done = last ? shut_down() : std::expected<void, std::string>{};
    users_ = FileLock{};
    gate_.unlock();
    return done;
}

std::expected<void, std::string> PostgresCluster::shut_down() {
    auto const server = find_postmaster(folders_.cluster);
    if (!server) return {};
    kill(server->process, SIGINT);
    if (wait_until_gone(server->process, shutdown_limit)) {
        std::error_code ignored;
        // One outside the home would be left behind when the data folder is removed.
        if (folders_.socket.parent_path() != folders_.home) fs::remove(folders_.socket, ignored);
        return {};
    }
    kill(server->process, SIGQUIT);
    bool const gone = wait_until_gone(server->process, abort_limit);
    return Failure(
        fmt::format("PostgreSQL (process {}) did not shut down within {} s and was {}; "
                    "nothing committed is lost, the next start recovers",
                    server->process, shutdown_limit.count(), gone ? "aborted" : "left running"));
}

}  // namespace atelier::tools
