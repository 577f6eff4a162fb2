#include "commands/undo/later_changes.hpp"

namespace atelier::commands {
namespace {

using Edited = task::TaskEdited;

std::string who(std::optional<UserId> did, std::optional<UserId> asks) {
    if (!did) return "the service";
    return did == asks ? "you" : "somebody else";
}

bool archives(Event const& event) {
    return is_a<task::TaskArchived>(event) || is_a<task::TaskUnarchived>(event);
}

/// What `name_in` last said of a project while it went through its history.
template <class NameIn>
std::string last_name(Scene const& scene, ProjectId project, NameIn name_in) {
    std::string name = "that it had";
    AnyState state = project::State{};
    for (auto const& event : scene.history(stream_of(project))) {
        state = evolve_any(std::move(state), event.event);
        if (auto const* found = name_in(std::get<project::State>(state))) name = found->name;
    }
    return name;
}

}  // namespace

FieldProblem LaterChanges::problem(char const* field, Touches touches) const {
    for (auto at = history_.size(); at-- > at_ + 1;) {
        auto const& event = history_[at];
        if (!touches(event.event)) continue;
        return {field, "was changed again later, at " + to_text(event.occurred_at()) + " by " +
                           who(event.metadata.actor, actor_) + " (event " + to_text(event.id) +
                           ")"};
    }
    return {field, "was changed again later"};
}

std::vector<FieldProblem> LaterChanges::differences(task::State const& then,
                                                    task::State const& now) const {
    std::vector<FieldProblem> list;
    auto const add = [&](char const* field, bool is_same, Touches touches) {
        if (!is_same) list.push_back(problem(field, touches));
    };
    add("title", then.title == now.title, &edits<&Edited::title>);
    add("description", then.description == now.description, &edits<&Edited::description>);
    add("status", then.status == now.status, &is_a<task::TaskMoved>);
    if (then.status == now.status) add("rank", then.rank == now.rank, &is_a<task::TaskMoved>);
    add("priority", then.priority == now.priority, &edits<&Edited::priority>);
    add("assignees", then.assignees == now.assignees, &edits<&Edited::assignees>);
    add("labels", then.labels == now.labels, &edits<&Edited::labels>);
    add("due", then.due == now.due, &edits<&Edited::due>);
    add("type", then.type == now.type, &edits<&Edited::kind>);
    add("start", then.start == now.start, &edits<&Edited::start>);
    add("estimate_seconds", then.estimate_seconds == now.estimate_seconds,
        &edits<&Edited::estimate_seconds>);
    add("archived", then.archived == now.archived, &archives);
    return list;
}

std::string former_status(Scene const& scene, ProjectId project, StatusId status) {
    return last_name(scene, project,
                     [status](project::State const& state) { return state.find_status(status); });
}

std::string former_label(Scene const& scene, ProjectId project, LabelId label) {
    return last_name(scene, project,
                     [label](project::State const& state) { return state.find_label(label); });
}

}  // namespace atelier::commands
