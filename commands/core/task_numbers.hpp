#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>

#include "domain/id.hpp"

namespace atelier::commands {

/// The numbers that this node proposes for new tasks, project by project. The log refuses one that
/// is taken; one that a command did not use after all is given back and proposed again, so that
/// numbers have no gaps. Thread-safe.
class TaskNumbers {
public:
    static constexpr std::size_t projects_remembered = 100'000;

    /// The next number to propose; nothing while the project's last one is not known.
    std::optional<std::int64_t> take(ProjectId project);
    /// The same, once the log has said that the numbers below `next` are taken.
    std::int64_t take_from(ProjectId project, std::int64_t next);
    void give_back(ProjectId project, std::int64_t number);

private:
    struct Project {
        std::int64_t next;
        std::set<std::int64_t> returned;
    };
    std::int64_t take_of(Project& project);

    std::mutex mutex_;
    std::unordered_map<ProjectId, Project> projects_;
};

}  // namespace atelier::commands
