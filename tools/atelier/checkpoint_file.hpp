#pragma once

#include <string>
#include <vector>

#include "eventstore/log/checkpoint.hpp"
#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {

/// A checkpoint, and where it stands: `FILE, line 3`.
struct KeptCheckpoint {
    std::string where;
    eventstore::Checkpoint checkpoint;
};

/// All of the files, one a line. Throws CommandFailed when a file cannot be read, holds none or
/// something else.
std::vector<KeptCheckpoint> read_checkpoints(std::vector<std::string> const& files);
/// Adds a line, on disk (fsync) when it returns. Throws CommandFailed.
void append_checkpoint(std::string const& file, eventstore::Checkpoint const& checkpoint);
/// Of a PEM file; throws CommandFailed.
crypto::PublicPoint read_public_key(std::string const& file);

/// What a checkpoint says of a log.
struct Verdict {
    ExitCode code;  ///< ok, other_log, truncated, altered or bad_checkpoint
    std::string words;
};

/// One verdict for each that does not hold, and one for all that do. `keys` are the ones that are
/// trusted: given from outside (`from_outside`), or the log's own, which a foreign log's
/// checkpoints are not signed with.
std::vector<Verdict> judge_checkpoints(std::vector<KeptCheckpoint> const& kept,
                                       std::vector<crypto::PublicPoint> const& keys,
                                       bool from_outside, eventstore::LogHead const& head,
                                       eventstore::Connection& connection);

}  // namespace atelier::tools
