#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; a null clears the note. Without `stopped_at` and
/// `duration_seconds` the end stays where it is.
struct EditTimeEntry {
    TimeEntryId entry;
    Patch<TaskId> task;
    Patch<Timestamp> started_at;
    Patch<Timestamp> stopped_at;
    Patch<std::int64_t> duration_seconds;
    Patch<Text<0, 1'000>> note;
    Patch<bool> billable;
};
ATELIER_COMMAND(EditTimeEntry, track_time, entry, task, started_at, stopped_at, duration_seconds,
                note, billable)

Decision decide(EditTimeEntry const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
