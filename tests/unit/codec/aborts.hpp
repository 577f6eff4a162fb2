#pragma once

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>

/// Whether `work` ends its process with SIGABRT; it runs in a child, whose stderr goes nowhere.
template <class Work>
bool aborts(Work work) {
    auto const child = fork();
    if (child == 0) {
        // doctest reports a signal that it catches and goes on in the child.
        std::signal(SIGABRT, SIG_DFL);
        if (!std::freopen("/dev/null", "w", stderr)) _exit(2);
        work();
        _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) return false;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
