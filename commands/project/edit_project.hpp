#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; a null clears (a name, a key and a priority cannot be
/// cleared). The lead must be a member of the workspace; the former one goes on as a developer.
struct EditProject {
    ProjectId project;
    Patch<Text<1, 200>> name;
    Patch<std::string> key;
    Patch<Text<0, 65'536>> description;
    Patch<UserId> lead;
    Patch<project::Priority> priority;
    Patch<Date> start_date;
    Patch<Date> end_date;
};
ATELIER_COMMAND(EditProject, manage_project, project, name, key, description, lead, priority,
                start_date, end_date)

Decision decide(EditProject const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
