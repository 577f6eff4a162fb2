#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct DeleteTimeEntry {
    TimeEntryId entry;
};
ATELIER_COMMAND(DeleteTimeEntry, track_time, entry)

Decision decide(DeleteTimeEntry const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
