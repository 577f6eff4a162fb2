#include "commands/task/move_task.hpp"

#include "commands/task/references.hpp"

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

/// A gap that was halved again and again has room for ever longer ranks only.
Place within_length(MoveTask const& move, Rank rank) {
    if (rank.digits.size() <= Rank::max_length) return rank;
    return std::unexpected(invalid(move.after ? "after" : "before",
                                   "has no room left beside it: choose another place"));
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
    if (!above) return within_length(move, rank_at_top(context.now, number, *below));
    if (!below) return within_length(move, rank_at_bottom(context.now, number, *above));
    if (!(*above < *below))
        return std::unexpected(invalid("before", "is not below the task of `after`"));
    return within_length(move, rank_between(*above, *below, number));
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

}  // namespace

std::optional<ColumnEnd> ColumnEnd::from_text(std::string_view text) {
    if (text == "top") return ColumnEnd{true};
    if (text == "bottom") return ColumnEnd{false};
    return std::nullopt;
}

std::string to_text(ColumnEnd end) { return end.is_top ? "top" : "bottom"; }

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
    return Decided{}.add(stream_of(command.task), task::TaskMoved{command.status, *rank});
}

}  // namespace atelier::commands
