#include "tools/postgres/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>

#include "tools/postgres/descriptor.hpp"

namespace atelier::tools {
namespace {

constexpr std::size_t most_input_bytes = 4096;  // a pipe takes that much without a reader

SystemUser user_of(passwd const& entry) {
    SystemUser user{entry.pw_name, entry.pw_uid, entry.pw_gid, {}};
    int count = 64;
    user.groups.resize(static_cast<std::size_t>(count));
    // With too small a list the call says how many there are.
    if (getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count) < 0) {
        user.groups.resize(static_cast<std::size_t>(count));
        getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count);
    }
    user.groups.resize(static_cast<std::size_t>(count));
    return user;
}

/// Asks `look_up`, which is called as getpwuid_r is but for its first argument.
template <class LookUp>
std::optional<SystemUser> find_user(LookUp look_up) {
    std::vector<char> names(1024);
    passwd entry{};
    passwd* found = nullptr;
    while (look_up(&entry, names.data(), names.size(), &found) == ERANGE)
        names.resize(2 * names.size());
    if (!found) return std::nullopt;
    return user_of(entry);
}

std::optional<SystemUser> find_numbered(uid_t uid) {
    return find_user([uid](auto... place) { return getpwuid_r(uid, place...); });
}

/// Becomes the user. Only calls that are allowed between fork and exec.
bool become(SystemUser const& user) {
    if (user.uid == geteuid()) return true;
    return setgroups(user.groups.size(), user.groups.data()) == 0 && setgid(user.gid) == 0 &&
           setuid(user.uid) == 0;
}

void reset_signals() {
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// The child's half of `start`; never returns.
[[noreturn]] void become_program(Program const& program, std::vector<char*> const& arguments,
                                 int input, int output) {
    // A plain environment: no PGDATA, PGPORT or locale of the caller changes what the server does.
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    static char locale[] = "LC_ALL=C.UTF-8";
    char* environment[] = {path, locale, nullptr};
    reset_signals();
    if (setsid() < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 ||
        chdir("/") < 0 || !become(program.user)) {
        _exit(could_not_run);
    }
    close_range(3, ~0U, 0);
    execve(arguments.front(), arguments.data(), environment);
    _exit(could_not_run);
}

/// Whether another parent has not collected it yet: the state comes after the name in parentheses.
bool is_zombie(pid_t process) {
    std::ifstream file{fmt::format("/proc/{}/stat", process)};
    std::string line;
    std::getline(file, line);
    auto const end = line.rfind(") ");
    return end != std::string::npos && end + 2 < line.size() && line[end + 2] == 'Z';
}

}  // namespace

SystemUser current_user() {
    if (auto user = find_numbered(geteuid())) return *std::move(user);
    return SystemUser{fmt::format("{}", geteuid()), geteuid(), getegid(), {}};
}

std::expected<SystemUser, std::string> user_named(std::string const& name) {
    if (auto user = find_user([&](auto... place) { return getpwnam_r(name.c_str(), place...); }))
        return *std::move(user);
    return std::unexpected(fmt::format("there is no user {}", name));
}

std::expected<SystemUser, std::string> user_numbered(uid_t uid) {
    if (auto user = find_numbered(uid)) return *std::move(user);
    return std::unexpected(fmt::format("there is no user with the number {}", uid));
}

std::expected<pid_t, std::string> start(Program const& program) {
    auto const& name = program.arguments.front();
    if (access(name.c_str(), X_OK) != 0) {
        return std::unexpected(fmt::format("cannot run {}: {}", name, reason(errno)));
    }
    Descriptor const output{
        open(program.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)};
    if (output.number() < 0) {
        return std::unexpected(
            fmt::format("cannot write {}: {}", program.output.native(), reason(errno)));
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return std::unexpected("no pipe: " + reason(errno));
    Descriptor const input{ends[0]};
    {
        Descriptor const writer{ends[1]};
        auto const size = std::min(program.input.size(), most_input_bytes);
        if (write(writer.number(), program.input.data(), size) != static_cast<ssize_t>(size)) {
            return std::unexpected("cannot fill a pipe: " + reason(errno));
        }
    }
    std::vector<char*> arguments;
    for (auto const& argument : program.arguments) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);

    pid_t const child = fork();
    if (child < 0) return std::unexpected(fmt::format("cannot start {}: {}", name, reason(errno)));
    if (child == 0) become_program(program, arguments, input.number(), output.number());
    return child;
}

std::expected<void, std::string> run(Program const& program) {
    auto const child = start(program);
    if (!child) return std::unexpected(child.error());
    int status = 0;
    while (waitpid(*child, &status, 0) < 0) {
        if (errno != EINTR) {
            return std::unexpected(
                fmt::format("lost sight of {}: {}", program.arguments.front(), reason(errno)));
        }
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    auto const how = WIFEXITED(status) ? fmt::format("exit status {}", WEXITSTATUS(status))
                                       : fmt::format("signal {}", WTERMSIG(status));
    return std::unexpected(fmt::format("{} failed with {}", program.arguments.front(), how));
}

bool is_running(pid_t process) {
    int status = 0;
    if (waitpid(process, &status, WNOHANG) == process) return false;
    if (kill(process, 0) != 0 && errno != EPERM) return false;
    return !is_zombie(process);
}

bool wait_until_gone(pid_t process, std::chrono::milliseconds limit) {
    auto const deadline = std::chrono::steady_clock::now() + limit;
    while (is_running(process)) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(poll_interval);
    }
    return true;
}

bool can_enter(SystemUser const& user, std::filesystem::path const& folder) {
    pid_t const child = fork();
    if (child == 0) _exit(become(user) && chdir(folder.c_str()) == 0 ? 0 : 1);
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

}  // namespace atelier::tools
