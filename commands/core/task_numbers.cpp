#include "commands/core/task_numbers.hpp"

#include <algorithm>

namespace atelier::commands {

std::int64_t TaskNumbers::take_of(Project& project) {
    if (project.returned.empty()) return project.next++;
    return project.returned.extract(project.returned.begin()).value();
}

std::optional<std::int64_t> TaskNumbers::take(ProjectId project) {
    std::lock_guard const lock{mutex_};
    auto const known = projects_.find(project);
    if (known == projects_.end()) return std::nullopt;
    return take_of(known->second);
}

std::int64_t TaskNumbers::take_from(ProjectId project, std::int64_t next) {
    std::lock_guard const lock{mutex_};
    if (projects_.size() >= projects_remembered) projects_.clear();
    auto& known = projects_.try_emplace(project, Project{next, {}}).first->second;
    known.next = std::max(known.next, next);
    return take_of(known);
}

void TaskNumbers::give_back(ProjectId project, std::int64_t number) {
    std::lock_guard const lock{mutex_};
    auto const known = projects_.find(project);
    // Of a project that is not remembered the log tells the next number.
    if (known != projects_.end() && number < known->second.next) {
        known->second.returned.insert(number);
    }
}

}  // namespace atelier::commands
