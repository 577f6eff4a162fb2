#pragma once

#include <stdexcept>
#include <string>

namespace atelier::tools {

/// What the program ends with; `atelier --help` lists them.
enum class ExitCode : int {
    ok = 0,
    failure = 1,         ///< it was tried and did not work out
    usage = 2,           ///< flags, variables or arguments are wrong; nothing was tried
    unavailable = 3,     ///< the database or the service is not to be had; the same again may work
    refused = 4,         ///< what was named is not there, or the business says no
    altered = 5,         ///< something is not what was written, or what the log makes of it
    truncated = 6,       ///< the end of the log is gone
    other_log = 7,       ///< a checkpoint is of another log
    bad_checkpoint = 8,  ///< a checkpoint is forged, or of a key that is not trusted
    busy = 9,            ///< another process is at it; standard error says which
    interrupted = 130,
};

/// Ends a command: `what()` is a sentence for people that says what to do.
class CommandFailed : public std::runtime_error {
public:
    CommandFailed(ExitCode code, std::string const& message)
        : std::runtime_error(message), code_(code) {}
    ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

}  // namespace atelier::tools
