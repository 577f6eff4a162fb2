#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; a null clears (colour and WIP limit only).
struct EditStatus {
    ProjectId project;
    StatusId status;
    Patch<Text<1, 100>> name;
    Patch<project::StatusCategory> category;
    Patch<std::string> colour;
    Patch<std::int64_t> wip_limit;
};
ATELIER_COMMAND(EditStatus, manage_project, project, status, name, category, colour, wip_limit)

Decision decide(EditStatus const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
