#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <latch>
#include <memory>
#include <string>
#include <thread>

#include "tools/postgres/cluster.hpp"

using atelier::tools::PostgresCluster;
namespace fs = std::filesystem;

namespace {

/// A folder of the test's own, in a place that the server's user can reach; gone at its end.
struct Folder {
    fs::path path;

    Folder() {
        std::string name = "/tmp/atelier-cluster-XXXXXX";
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
        chmod(path.c_str(), 0755);
    }
    Folder(Folder const&) = delete;
    ~Folder() {
        std::error_code ignored;
        auto const home = path / "postgres";
        if (fs::is_symlink(home)) fs::remove_all(fs::read_symlink(home), ignored);
        fs::remove_all(path, ignored);
    }
};

/// A folder in which a first start is over: what the tests after the first one begin with.
struct MadeFolder : Folder {
    struct Made : Folder {
        Made() {
            auto cluster = PostgresCluster::open(path);
            if (!cluster) FAIL(cluster.error());
            REQUIRE(cluster->stop().has_value());
        }
    };

    MadeFolder() {
        static Made const made;
        auto const copy = "cp -a " + (made.path / "postgres").native() + " " + path.native();
        REQUIRE(std::system(copy.c_str()) == 0);
    }
};

/// Opens the cluster and stops it at the end of the test, also of one that fails.
struct Opened {
    PostgresCluster cluster;

    explicit Opened(PostgresCluster opened) : cluster(std::move(opened)) {}
    Opened(Opened&&) = default;
    ~Opened() { CHECK(cluster.stop().has_value()); }
};

Opened open(fs::path const& folder) {
    auto cluster = PostgresCluster::open(folder);
    if (!cluster) FAIL(cluster.error());
    return Opened{std::move(*cluster)};
}

std::string error_of(fs::path const& folder) {
    auto const cluster = PostgresCluster::open(folder);
    REQUIRE(!cluster.has_value());
    return cluster.error();
}

/// The first field of a statement's answer, or the server's complaint.
std::string ask(std::string const& url, char const* statement) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(url.c_str()), PQfinish};
    if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
    std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), statement),
                                                         PQclear};
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return "done";
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return PQerrorMessage(connection.get());
    return PQgetvalue(result.get(), 0, 0);
}

pid_t server_of(fs::path const& folder) {
    std::ifstream file{folder / "postgres" / "cluster" / "postmaster.pid"};
    pid_t process = 0;
    file >> process;
    return process;
}

bool answers(PostgresCluster const& cluster) {
    return ask(cluster.service_url(), "select 'yes'") == "yes";
}

bool contains(std::string const& text, std::string_view part) {
    bool const found = text.find(part) != std::string::npos;
    if (!found) MESSAGE(text);
    return found;
}

}  // namespace

TEST_CASE("A first start makes a database that one role owns and another serves") {
    Folder const folder;
    auto const opened = open(folder.path / "made" / "by open");
    auto const& cluster = opened.cluster;

    CHECK(cluster.started_here());
    CHECK(ask(cluster.owner_url(), "select current_user") == "atelier_owner");
    CHECK(ask(cluster.service_url(), "select current_user") == "atelier");
    CHECK(ask(cluster.owner_url(), "create table kept (value int)") == "done");
    CHECK(contains(ask(cluster.service_url(), "create table denied (value int)"), "permission"));
    CHECK(contains(ask(cluster.service_url(), "select value from kept"), "permission"));
    CHECK(ask(cluster.service_url(), "select usesuper from pg_user where usename = user") == "f");
}

TEST_CASE("A cluster is durable, checks its pages, and listens on no network") {
    MadeFolder const folder;
    auto const opened = open(folder.path);
    auto const url = opened.cluster.service_url();

    CHECK(ask(url, "show listen_addresses").empty());
    CHECK(ask(url, "show fsync") == "on");
    CHECK(ask(url, "show synchronous_commit") == "on");
    CHECK(ask(url, "show data_checksums") == "on");
    CHECK(ask(url, "show wal_level") == "minimal");
    CHECK(ask(url, "show server_encoding") == "UTF8");
    CHECK(ask(url, "show lc_collate") == "C.UTF-8");
    CHECK(ask(url, "show timezone") == "UTC");
    struct stat status{};
    REQUIRE(stat((folder.path / "postgres").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    CHECK(fs::exists(opened.cluster.log_folder()));
}

TEST_CASE("The server does not get the signals of our terminal") {
    MadeFolder const folder;
    auto const opened = open(folder.path);
    auto const server = server_of(folder.path);
    CHECK(getsid(server) == server);
    CHECK(getpgid(server) != getpgrp());
}

TEST_CASE("A second open joins, and the last to stop shuts the server down") {
    MadeFolder const folder;
    auto first = open(folder.path);
    auto second = open(folder.path);
    CHECK(first.cluster.started_here());
    CHECK(!second.cluster.started_here());
    CHECK(second.cluster.service_url() == first.cluster.service_url());

    CHECK(first.cluster.stop().has_value());
    CHECK(answers(second.cluster));
    CHECK(second.cluster.stop().has_value());
    CHECK(!answers(second.cluster));
    CHECK(!fs::exists(folder.path / "postgres" / "cluster" / "postmaster.pid"));
}

TEST_CASE("A restart keeps the data") {
    MadeFolder const folder;
    {
        auto const opened = open(folder.path);
        CHECK(ask(opened.cluster.owner_url(), "create table kept as select 42 as value") == "done");
    }
    auto const opened = open(folder.path);
    CHECK(opened.cluster.started_here());
    CHECK(ask(opened.cluster.owner_url(), "select value from kept") == "42");
}

TEST_CASE("A server that a dead process left running is joined") {
    MadeFolder const folder;
    pid_t const child = fork();
    if (child == 0) _exit(PostgresCluster::open(folder.path).has_value() ? 0 : 1);
    int status = 1;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);

    auto const opened = open(folder.path);
    CHECK(!opened.cluster.started_here());
    CHECK(answers(opened.cluster));
}

TEST_CASE("A server that was killed recovers what was committed") {
    MadeFolder const folder;
    auto const first = open(folder.path);
    CHECK(ask(first.cluster.owner_url(), "create table kept as select 42 as value") == "done");
    kill(server_of(folder.path), SIGKILL);

    auto const second = open(folder.path);
    CHECK(second.cluster.started_here());
    CHECK(ask(second.cluster.owner_url(), "select value from kept") == "42");
}

TEST_CASE("A stale process file that names a living stranger is no obstacle") {
    MadeFolder const folder;
    auto const file = folder.path / "postgres" / "cluster" / "postmaster.pid";
    std::ofstream{file} << getppid() << '\n' << (folder.path / "postgres/cluster").native() << '\n';

    auto const opened = open(folder.path);
    CHECK(opened.cluster.started_here());
}

TEST_CASE("Two that open an empty folder at once get one cluster") {
    Folder const folder;
    std::optional<Opened> here;
    std::optional<Opened> there;
    // A thread that has ended, when the other forks, is a leak of the child to ThreadSanitizer.
    std::latch here_is_done{1};
    std::thread thread{[&] {
        there.emplace(open(folder.path));
        here_is_done.wait();
    }};
    here.emplace(open(folder.path));
    here_is_done.count_down();
    thread.join();
    CHECK(here->cluster.started_here() != there->cluster.started_here());
    CHECK(answers(here->cluster));
    CHECK(answers(there->cluster));
}

TEST_CASE("A folder too long for a socket's path gets its sockets elsewhere") {
    Folder const folder;
    auto const opened = open(folder.path / std::string(90, 'a') / "é, \"quoted\"");
    CHECK(answers(opened.cluster));
    CHECK(opened.cluster.service_url().find("aaaa") == std::string::npos);
    auto const joined = open(folder.path / std::string(90, 'a') / "é, \"quoted\"");
    CHECK(!joined.cluster.started_here());
}

TEST_CASE("Root's folder that the server's user cannot reach becomes a link to one that he can") {
    if (geteuid() != 0) return;
    Folder const folder;
    chmod(folder.path.c_str(), 0700);
    {
        auto const opened = open(folder.path / "data");
        CHECK(answers(opened.cluster));
        CHECK(fs::is_symlink(folder.path / "data" / "postgres"));
    }
    auto again = open(folder.path / "data");
    CHECK(answers(again.cluster));
    CHECK(again.cluster.stop().has_value());
    auto const home = folder.path / "data" / "postgres";
    fs::remove_all(fs::read_symlink(home));
    CHECK(contains(error_of(folder.path / "data"), "which is gone"));
}

TEST_CASE("A data folder that cannot be used is told with what to do") {
    Folder const folder;
    std::ofstream{folder.path / "file"} << "no folder";
    CHECK(contains(error_of(folder.path / "file"), "choose one with --data"));
    CHECK(contains(error_of("/proc/atelier"), "choose one with --data"));
}

TEST_CASE("A cluster of a version that is not installed is told with the package to install") {
    MadeFolder const folder;
    std::ofstream{folder.path / "postgres" / "cluster" / "PG_VERSION"} << "9\n";
    CHECK(contains(error_of(folder.path), "apt-get install postgresql-9"));
}

TEST_CASE("A server that cannot start says why") {
    MadeFolder const folder;
    std::ofstream{folder.path / "postgres" / "cluster" / "postgresql.conf", std::ios::app}
        << "\nmax_connections = many\n";
    auto const error = error_of(folder.path);
    CHECK(contains(error, "did not start"));
    CHECK(contains(error, "postgresql.conf"));
}
