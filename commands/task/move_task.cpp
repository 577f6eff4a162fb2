#include "commands/task/move_task.hpp"

#include <algorithm>

#include "commands/task/references.hpp"
#include "commands/workflow/delete_status.hpp"
#include "domain/rank_room.hpp"

namespace atelier::commands {
namespace {

using Place = std::expected<Rank, Rejection>;

bool is_to_top(MoveTask const& move) { return move.place && move.place->is_top; }

/// The rank of a task that the move names as neighbour.
Place rank_of(Scene const& scene, MoveTask const& move, TaskId id, char const* path) {
    auto const& neighbour = scene.task(id);
    bool const visible = neighbour.exists && !neighbour.deleted && !neighbour.archived;
    if (id == move.task || !visible || neighbour.project != scene.task(move.task).project ||
        neighbour.status != move.status) {
        return std::unexpected(invalid(path, "is no other task in that column"));
    }
    return neighbour.rank;
}

/// The rank next to `rank` in the column. What the read model says is only a hint: the task itself
/// is looked at (and so guarded), and one that is no longer there counts as none.
std::optional<Rank> rank_next_to(Scene const& scene, MoveTask const& move, Rank const& rank,
                                 bool above) {
    auto const& task = scene.task(move.task);
    auto const id = scene.neighbour({task.project, move.status, rank, above});
    if (!id || *id == move.task) return std::nullopt;
    auto const& neighbour = scene.task(*id);
    bool const right_side = above ? neighbour.rank < rank : rank < neighbour.rank;
    if (neighbour.status != move.status || !right_side) return std::nullopt;
    return neighbour.rank;
}

Place place_of(Scene const& scene, MoveTask const& move, Context const& context) {
    auto const number = scene.task(move.task).number;
    if (!move.before && !move.after) {
        return is_to_top(move) ? rank_at_top(context.now, number)
                               : rank_at_bottom(context.now, number);
    }
    std::optional<Rank> above;
    std::optional<Rank> below;
    if (move.after) {
        auto rank = rank_of(scene, move, *move.after, "after");
        if (!rank) return rank;
        above = std::move(*rank);
    }
    if (move.before) {
        auto rank = rank_of(scene, move, *move.before, "before");
        if (!rank) return rank;
        below = std::move(*rank);
    }
    if (!below) below = rank_next_to(scene, move, *above, false);
    if (!above) above = rank_next_to(scene, move, *below, true);
    if (!above) return rank_at_top(context.now, number, *below);
    if (!below) return rank_at_bottom(context.now, number, *above);
    if (!(*above < *below))
        return std::unexpected(invalid("before", "is not below the task of `after`"));
    return rank_between(*above, *below, number);
}

/// Whether the task already stands in that place: a repeated move is no event.
bool stands_there(task::State const& task, Scene const& scene, MoveTask const& move) {
    if (task.status != move.status) return false;
    bool const below_after = !move.after || scene.task(*move.after).rank < task.rank;
    bool const above_before = !move.before || task.rank < scene.task(*move.before).rank;
    if (!below_after || !above_before) return false;
    if (move.after && move.before) return true;
    auto const next = scene.neighbour(
        {task.project, move.status, task.rank, move.after.has_value() || is_to_top(move)});
    if (move.after) return next == move.after;
    if (move.before) return next == move.before;
    return !next;
}

/// The tasks of a column that are on the board, from the top; nothing when they are too many to be
/// looked at in one decision. Whatever is moved in or out meanwhile, the decision does not hold.
std::optional<std::vector<TaskId>> column_of(Scene const& scene, ProjectId project,
                                             StatusId status) {
    auto tasks = scene.tasks_in({project, status});
    if (tasks.size() > tasks_moved_at_once) return std::nullopt;
    std::vector<StreamId> streams;
    for (auto const id : tasks) streams.push_back(stream_of(id));
    scene.expect(streams);
    std::erase_if(tasks, [&](TaskId id) {
        auto const& task = scene.task(id);
        return task.deleted || task.archived;
    });
    std::ranges::sort(tasks, {}, [&](TaskId id) { return scene.task(id).rank; });
    return tasks;
}

/// A gap that was halved again and again has room for ever longer ranks only: the tasks around it
/// get new ones too.
Decision move_into_crowd(MoveTask const& move, Rank rank, Scene const& scene,
                         Context const& context) {
    auto tasks = column_of(scene, scene.task(move.task).project, move.status);
    if (!tasks && rank.digits.size() > Rank::max_length) {
        return std::unexpected(invalid(move.after ? "after" : "before",
                                       "has no room left beside it: choose another place"));
    }
    if (!tasks)
        return Decided{}.add(stream_of(move.task), task::TaskMoved{move.status, std::move(rank)});
    std::erase(*tasks, move.task);
    auto const place =
        std::ranges::lower_bound(*tasks, rank, {}, [&](TaskId id) { return scene.task(id).rank; });
    auto const index = static_cast<std::size_t>(place - tasks->begin());
    tasks->insert(place, move.task);
    std::vector<RankedTask> column;
    for (auto const id : *tasks) column.push_back({scene.task(id).number, scene.task(id).rank});
    auto const room = make_room(column, index, context.now);
    Decided decided;
    for (std::size_t i = 0; i < room.ranks.size(); ++i) {
        decided.add(stream_of((*tasks)[room.first + i]),
                    task::TaskMoved{move.status, room.ranks[i]});
    }
    return decided;
}

}  // namespace

Decision decide(MoveTask const& command, Scene const& scene, Context const& context) {
    auto const& task = scene.task(command.task);
    auto const& project = scene.project(task.project);
    if (auto problem =
            task_problem(project, scene.workspace(project.workspace), {command.status})) {
        return std::unexpected(std::move(*problem));
    }
    if (command.place && (command.before || command.after)) {
        return std::unexpected(invalid("place", "cannot stand beside before or after"));
    }
    auto const rank = place_of(scene, command, context);
    if (!rank) return std::unexpected(rank.error());
    if (stands_there(task, scene, command)) return Decided{};
    if (rank->digits.size() > longest_given_rank)
        return move_into_crowd(command, *rank, scene, context);
    return Decided{}.add(stream_of(command.task), task::TaskMoved{command.status, *rank});
}

}  // namespace atelier::commands
