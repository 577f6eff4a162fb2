#include <csignal>

#include "tools/atelier/command_line.hpp"

int main(int count, char** arguments) {
    // A closed pipe is an error of writing, and no reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    return atelier::tools::run_command_line(count, arguments);
}
