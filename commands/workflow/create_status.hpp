#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// A new column, right of the others.
struct CreateStatus {
    ProjectId project;
    StatusId status;
    Text<1, 100> name;
    project::StatusCategory category;
    std::optional<std::string> colour;      ///< `#rrggbb`
    std::optional<std::int64_t> wip_limit;  ///< 1 to 999
};
ATELIER_COMMAND(CreateStatus, manage_project, project, status, name, category, colour, wip_limit)

Decision decide(CreateStatus const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
