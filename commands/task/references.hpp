#pragma once

#include <optional>
#include <vector>

#include "commands/core/rejection.hpp"
#include "domain/project/state.hpp"
#include "domain/time.hpp"
#include "domain/workspace/state.hpp"

namespace atelier::commands {

/// What is to be checked of a task's members.
struct TaskReferences {
    std::optional<StatusId> status{};
    std::vector<UserId> const* assignees = nullptr;
    std::vector<LabelId> const* labels = nullptr;
    std::optional<DateOrTime> start{};
    std::optional<DateOrTime> due{};
    std::optional<std::int64_t> estimate_seconds{};
};

inline constexpr std::size_t assignees_per_task = 50;
inline constexpr std::size_t labels_per_task = 50;
inline constexpr std::int64_t longest_estimate_seconds = 10'000LL * 3600;

/// Says of every reference that the project or the workspace does not have or that stands there
/// twice, and of values that cannot be.
std::optional<Rejection> task_problem(project::State const& project,
                                      workspace::State const& workspace,
                                      TaskReferences const& references);

}  // namespace atelier::commands
