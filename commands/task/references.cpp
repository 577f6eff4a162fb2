#include "commands/task/references.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

std::string place_in(char const* list, std::size_t index) {
    return std::string{list} + "[" + std::to_string(index) + "]";
}

template <class AnyId, class Known>
void check_list(std::optional<Rejection>& problem, char const* name, std::vector<AnyId> const& ids,
                std::size_t limit, char const* unknown, Known known) {
    if (ids.size() > limit)
        add_problem(problem, name, "must have at most " + std::to_string(limit) + " entries");
    for (std::size_t i = 0; i < std::min(ids.size(), limit); ++i) {
        auto const self = ids.begin() + static_cast<std::ptrdiff_t>(i);
        if (!known(ids[i])) add_problem(problem, place_in(name, i), unknown);
        if (std::find(ids.begin(), self, *self) != self)
            add_problem(problem, place_in(name, i), "stands there twice");
    }
}

}  // namespace

std::optional<Rejection> task_problem(project::State const& project,
                                      workspace::State const& workspace,
                                      TaskReferences const& references) {
    std::optional<Rejection> problem;
    if (references.status && !project.find_status(*references.status)) {
        add_problem(problem, "status", "is no status of this project");
    }
    if (references.assignees) {
        check_list(problem, "assignees", *references.assignees, assignees_per_task,
                   "is no member of the workspace",
                   [&](UserId user) { return workspace.role_of(user).has_value(); });
    }
    if (references.labels) {
        check_list(problem, "labels", *references.labels, labels_per_task,
                   "is no label of this project",
                   [&](LabelId label) { return project.find_label(label) != nullptr; });
    }
    if (references.start && references.due &&
        references.due->time < references.start->begins_at()) {
        add_problem(problem, "due", "must not be before start");
    }
    if (auto const estimate = references.estimate_seconds) {
        if (*estimate < 0 || *estimate > longest_estimate_seconds) {
            add_problem(problem, "estimate_seconds",
                        "must be 0 to " + std::to_string(longest_estimate_seconds));
        }
    }
    return problem;
}

}  // namespace atelier::commands
