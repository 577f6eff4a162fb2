#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Writes down own time that no timer has taken: from `started_at` to `stopped_at`, or for
/// `duration_seconds`.
struct AddTimeEntry {
    TaskId task;
    TimeEntryId entry;
    Timestamp started_at;
    std::optional<Timestamp> stopped_at;
    std::optional<std::int64_t> duration_seconds;
    std::optional<Text<0, 1'000>> note;
    std::optional<bool> billable;  ///< not, when absent
};
ATELIER_COMMAND(AddTimeEntry, track_time, task, entry, started_at, stopped_at, duration_seconds,
                note, billable)

Decision decide(AddTimeEntry const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
