#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/log/chain.hpp"
#include "tools/atelier/config.hpp"

namespace atelier::tools {

struct LogVerification {
    eventstore::Position from = 1;
    std::optional<eventstore::Position> to;  ///< absent: up to where the log ends at the start
    int jobs = 1;                            ///< threads, with a connection each
    std::vector<std::string> checkpoints;    ///< files
    std::vector<std::string> public_keys;    ///< PEM files; none: the key of the log's own
    bool json = false;                       ///< what was found as one line of JSON
};

/// Whether the log is what was written: the hash chain, positions, versions, log.streams, log.head,
/// and checkpoints that were kept outside. Prints what it found. Writes may go on: it looks at what
/// is there when it begins. Throws CommandFailed with `altered`, `truncated`, `other_log` or
/// `bad_checkpoint`, in the order of weight other_log, truncated, altered, bad_checkpoint.
void verify_log(Config const& config, LogVerification const& request);

/// Only the chain: throws CommandFailed with the first fault of the positions.
void require_whole_chain(eventstore::ChainCheck check);

}  // namespace atelier::tools
