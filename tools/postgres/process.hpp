#pragma once

#include <sys/types.h>

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::tools {

/// Whom a program runs as.
struct SystemUser {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;

    bool is_root() const { return uid == 0; }
};

SystemUser current_user();
/// The user with this name or number, or a sentence that says that there is none.
std::expected<SystemUser, std::string> user_named(std::string const& name);
std::expected<SystemUser, std::string> user_numbered(uid_t uid);

/// A program to start: an absolute path and its arguments.
struct Program {
    std::vector<std::string> arguments;
    /// Taken when it is not the present user; only root can.
    SystemUser user;
    /// Where its standard output and error are appended.
    std::filesystem::path output;
    /// What it reads from its standard input, at most 4 KiB.
    std::string input;
};

/// Starts a program in a session of its own, so that no signal of our terminal reaches it, with no
/// open file of ours and a plain environment. The caller owns the child process that is returned.
std::expected<pid_t, std::string> start(Program const& program);

/// Starts a program and waits for its end: 0, or a sentence with its exit status.
std::expected<void, std::string> run(Program const& program);

/// Whether the process is there and no zombie of ours; a child of ours that ended is collected.
bool is_running(pid_t process);

/// Waits until the process is gone; false when the time is over first.
bool wait_until_gone(pid_t process, std::chrono::milliseconds limit);

/// Whether this user can go into the folder, every folder above it included.
bool can_enter(SystemUser const& user, std::filesystem::path const& folder);

}  // namespace atelier::tools
