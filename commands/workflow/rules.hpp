#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

inline constexpr std::size_t statuses_per_project = 50;
inline constexpr std::size_t labels_per_project = 500;
inline constexpr std::int64_t greatest_wip_limit = 999;

void check_colour(std::optional<Rejection>& problems, std::string_view colour);
void check_wip_limit(std::optional<Rejection>& problems, std::int64_t limit);

/// Whether another status (label) of the project than `except` has the name, in whatever case.
bool has_status(project::State const& project, std::string_view name, StatusId except);
bool has_label(project::State const& project, std::string_view name, LabelId except);

}  // namespace atelier::commands
