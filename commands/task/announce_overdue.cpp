#include "commands/task/announce_overdue.hpp"

namespace atelier::commands {

Decision decide(AnnounceOverdue const& command, Scene const& scene, Context const& context) {
    auto const& task = scene.task(command.task);
    if (!task.exists || task.deleted || task.archived || !task.due) return Decided{};
    if (task.due->time > context.now || task.announced_due == task.due) return Decided{};
    auto const* status = scene.project(task.project).find_status(task.status);
    if (!status || status->category == project::StatusCategory::done) return Decided{};
    return Decided{}.add(stream_of(command.task), task::TaskBecameOverdue{*task.due});
}

}  // namespace atelier::commands
