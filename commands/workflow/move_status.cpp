#include "commands/workflow/move_status.hpp"

#include <algorithm>

namespace atelier::commands {

Decision decide(MoveStatus const& command, Scene const& scene, Context const&) {
    auto const& project = scene.project(command.project);
    if (!project.find_status(command.status)) return std::unexpected(not_found());
    std::vector<StatusId> order;
    for (auto const& status : project.statuses) order.push_back(status.id);
    auto const present = order;
    std::erase(order, command.status);
    auto const before = command.before ? std::ranges::find(order, *command.before) : order.end();
    auto const after = command.after ? std::ranges::find(order, *command.after) : order.end();
    std::optional<Rejection> problems;
    if (command.before && before == order.end())
        add_problem(problems, "before", "is no other status of this project");
    if (command.after && after == order.end())
        add_problem(problems, "after", "is no other status of this project");
    if (!problems && command.before && command.after && after + 1 != before)
        add_problem(problems, "before", "is not the status right after `after`");
    if (problems) return std::unexpected(std::move(*problems));
    auto const place = command.before ? before : command.after ? after + 1 : order.end();
    std::optional<StatusId> next;
    if (place != order.end()) next = *place;
    order.insert(place, command.status);
    if (order == present) return Decided{};
    return Decided{}.add(stream_of(command.project), project::StatusMoved{command.status, next});
}

}  // namespace atelier::commands
