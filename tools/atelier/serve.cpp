#include "tools/atelier/serve.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <csignal>

#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/node.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

/// Every connection is a file.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        spdlog::warn("the limit of open files stays at {}", limit.rlim_cur);
}

/// Blocked before any thread starts, so that only the main thread gets them, by waiting.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

/// What came before somebody waits for it.
void check_signals() {
    sigset_t pending;
    sigpending(&pending);
    for (auto const signal : {SIGINT, SIGTERM}) {
        if (sigismember(&pending, signal) == 1) throw Interrupted{};
    }
}

/// Serves until a signal comes.
void serve(Config const& config, sigset_t const& signals) {
    auto const database = open_database(config, {.may_create = true, .master_key = true});
    ServiceNode node{config, database.service_url, database.key(), check_signals};
    try {
        node.start();
    } catch (std::runtime_error const& error) {
        throw CommandFailed(ExitCode::unavailable, error.what());
    }
    if (config.has(Role::api)) {
        fmt::print("listening on {}://{}:{}\n",
                   config.edge.tls_certificate_file.empty() ? "http" : "https",
                   config.listen_address, node.port());
    }
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    spdlog::info("stopping");
    node.stop();
}

}  // namespace

int run_serve(Config const& config) {
    spdlog::set_level(
        spdlog::level::from_str(boost::describe::enum_to_string(config.log_level, "")));
    raise_file_limit();
    auto const signals = block_signals();
    try {
        serve(config, signals);
    } catch (Interrupted const&) {
        spdlog::info("stopped before the read models were made; the next start goes on");
    }
    return static_cast<int>(ExitCode::ok);
}

}  // namespace atelier::tools
