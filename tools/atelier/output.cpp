#include "tools/atelier/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {
namespace {

volatile std::sig_atomic_t interrupted = 0;

[[noreturn]] void fail_output() {
    if (errno == EPIPE) throw OutputClosed{};
    throw CommandFailed(ExitCode::failure, "Cannot write to standard output: " +
                                               std::generic_category().message(errno) + ".");
}

}  // namespace

void print_line(std::string_view text) {
    bool const written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                         std::fputc('\n', stdout) != EOF;
    if (!written) fail_output();
}

void flush_output() {
    if (std::fflush(stdout) != 0) fail_output();
}

void check_reader() {
    pollfd output{::fileno(stdout), 0, 0};
    if (::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0) throw OutputClosed{};
}

bool can_ask() { return ::isatty(::fileno(stdin)) == 1; }

bool is_confirmed(std::string_view question, std::string_view word) {
    flush_output();
    fmt::print(stderr, "{} Type “{}” to go on: ", question, word);
    std::string answer;
    return std::getline(std::cin, answer) && answer == word;
}

void catch_interrupts() {
    std::signal(SIGPIPE, SIG_IGN);
    struct sigaction action{};
    action.sa_handler = [](int) { interrupted = 1; };
    // Without SA_RESTART, so that a wait ends too.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() { return interrupted != 0; }

void check_interrupt() {
    if (is_interrupted()) throw Interrupted{};
}

}  // namespace atelier::tools
