#pragma once

#include <optional>
#include <vector>

#include "commands/core/rejection.hpp"
#include "domain/project/state.hpp"
#include "domain/workspace/state.hpp"

namespace atelier::commands {

/// What a task's members point to.
struct TaskReferences {
    std::optional<StatusId> status;
    std::vector<UserId> const* assignees = nullptr;
    std::vector<LabelId> const* labels = nullptr;
};

inline constexpr std::size_t assignees_per_task = 50;
inline constexpr std::size_t labels_per_task = 50;

/// Says of every reference that the project or the workspace does not have, or that stands there
/// twice.
std::optional<Rejection> task_problem(project::State const& project,
                                      workspace::State const& workspace,
                                      TaskReferences const& references);

}  // namespace atelier::commands
