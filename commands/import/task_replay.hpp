#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commands/core/decision.hpp"
#include "commands/import/imported_board.hpp"

namespace atelier::commands {

/// What an imported task is here.
struct TaskFrame {
    TaskId id;
    task::TaskCreated created;  ///< with the title and the status that it has in the end
    /// The column of a status of the source; nothing when the project has none for it.
    std::function<std::optional<StatusId>(std::string const& source_id)> status_of;
    Timestamp now;  ///< no event is dated later
};

struct TaskReplay {
    std::vector<DecidedEvent> events;  ///< times never go back
    std::int64_t left_out_moves = 0;   ///< into statuses that are no column of the project
};

/// The history of a task as events, which end in the task as the source has it.
TaskReplay replay(ImportedTask const& task, TaskFrame const& frame);

}  // namespace atelier::commands
