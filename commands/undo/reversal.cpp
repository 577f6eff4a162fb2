#include "commands/undo/reversal.hpp"

#include <algorithm>

#include "commands/core/authorise.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/references.hpp"
#include "commands/undo/later_changes.hpp"

namespace atelier::commands {
namespace {

using Reversal = std::expected<std::optional<Event>, Rejection>;
using task::State;
using task::TaskEdited;

/// Everything that a reversal is made of.
struct Case {
    Scene const& scene;
    State const& now;
    State before;
    State after;
    LaterChanges later;

    project::State const& project() const { return scene.project(now.project); }
    workspace::State const& workspace() const { return scene.workspace(project().workspace); }
};

template <class AnyId>
bool has(std::vector<AnyId> const& list, AnyId id) {
    return std::ranges::find(list, id) != list.end();
}

/// The list without the change from `before` to `after`. Each entry counts for itself, whatever
/// else was done to the list since.
template <class AnyId>
std::vector<AnyId> taken_back(std::vector<AnyId> const& before, std::vector<AnyId> const& after,
                              std::vector<AnyId> const& now) {
    if (now == after) return before;
    auto list = now;
    std::erase_if(list, [&](AnyId id) { return has(after, id) && !has(before, id); });
    for (auto const id : before) {
        if (!has(after, id) && !has(list, id)) list.push_back(id);
    }
    return list;
}

template <class T>
void set(std::optional<T>& change, T const& value) {
    change = value;
}
template <class T>
void set(Patch<T>& change, std::optional<T> const& value) {
    using Kind = Patch<T>::Kind;
    change = value ? Patch<T>{Kind::set, *value} : Patch<T>{Kind::clear, {}};
}

/// Takes an edit back field by field.
class EditReversal {
public:
    explicit EditReversal(Case const& of) : of_(of) {}

    template <auto Member, auto Change>
    void field(char const* name) {
        auto const& before = of_.before.*Member;
        auto const& after = of_.after.*Member;
        auto const& now = of_.now.*Member;
        if (after == before || now == before) return;
        if (now == after) {
            set(edited_.*Change, before);
        } else {
            conflicts_.push_back(of_.later.problem(name, &edits<Change>));
        }
    }

    template <auto Change, class AnyId>
    void list(std::vector<AnyId> const& before, std::vector<AnyId> const& after,
              std::vector<AnyId> const& now) {
        if (after == before) return;
        auto list = taken_back(before, after, now);
        if (list != now) edited_.*Change = std::move(list);
    }

    Reversal take() {
        if (!conflicts_.empty()) return std::unexpected(changed_later(std::move(conflicts_)));
        if (auto no = impossible()) return std::unexpected(std::move(*no));
        if (!changes_anything(edited_)) return std::nullopt;
        return std::move(edited_);
    }

private:
    /// What the fields come to together.
    std::optional<Rejection> impossible() const {
        auto const then = evolve(of_.now, edited_);
        if (then.assignees.size() > assignees_per_task) {
            return limit_reached(assignees_per_task, "people are assigned to a task");
        }
        if (then.labels.size() > labels_per_task) {
            return limit_reached(labels_per_task, "labels are on a task");
        }
        if (edited_.start.is_kept() == edited_.due.is_kept()) return std::nullopt;
        if (!then.start || !then.due || then.due->time >= then.start->begins_at()) {
            return std::nullopt;
        }
        return changed_later({edited_.due.is_kept()
                                  ? of_.later.problem("due", &edits<&TaskEdited::due>)
                                  : of_.later.problem("start", &edits<&TaskEdited::start>)});
    }

    Case const& of_;
    TaskEdited edited_;
    std::vector<FieldProblem> conflicts_;
};

/// Who or what would come back must still be there.
std::optional<Rejection> gone(Case const& of) {
    for (auto const label : of.before.labels) {
        if (of.after.has_label(label) || of.now.has_label(label)) continue;
        if (!of.project().find_label(label)) {
            return label_deleted(former_label(of.scene, of.now.project, label));
        }
    }
    for (auto const user : of.before.assignees) {
        if (of.after.is_assigned_to(user) || of.now.is_assigned_to(user)) continue;
        if (!of.workspace().role_of(user)) return person_left();
    }
    return std::nullopt;
}

Reversal reverse(TaskEdited const&, Case const& of) {
    if (auto no = gone(of)) return std::unexpected(std::move(*no));
    auto const& project = of.project();
    EditReversal edit{of};
    edit.field<&State::title, &TaskEdited::title>("title");
    edit.field<&State::description, &TaskEdited::description>("description");
    edit.field<&State::priority, &TaskEdited::priority>("priority");
    edit.list<&TaskEdited::assignees>(of.before.assignees, of.after.assignees, of.now.assignees);
    edit.list<&TaskEdited::labels>(project.known(of.before.labels), project.known(of.after.labels),
                                   project.known(of.now.labels));
    edit.field<&State::due, &TaskEdited::due>("due");
    edit.field<&State::type, &TaskEdited::kind>("type");
    edit.field<&State::start, &TaskEdited::start>("start");
    edit.field<&State::estimate_seconds, &TaskEdited::estimate_seconds>("estimate_seconds");
    return edit.take();
}

bool stand_alike(State const& one, State const& other) {
    return one.status == other.status && one.rank == other.rank;
}

/// The former rank is the former place: between the same neighbours where they are, and beside
/// whatever stands there now where they are not.
Reversal reverse(task::TaskMoved const&, Case const& of) {
    if (stand_alike(of.now, of.before)) return std::nullopt;
    if (!stand_alike(of.now, of.after)) {
        auto const* field = of.now.status == of.after.status ? "rank" : "status";
        return std::unexpected(changed_later({of.later.problem(field, &is_a<task::TaskMoved>)}));
    }
    if (!of.project().find_status(of.before.status)) {
        return std::unexpected(
            status_deleted(former_status(of.scene, of.now.project, of.before.status)));
    }
    return task::TaskMoved{of.before.status, of.before.rank};
}

Reversal reverse(task::TaskArchived const&, Case const& of) {
    if (!of.now.archived) return std::nullopt;
    return task::TaskUnarchived{};
}

Reversal reverse(task::TaskUnarchived const&, Case const& of) {
    if (of.now.archived) return std::nullopt;
    return task::TaskArchived{};
}

Reversal reverse(task::TaskDeleted const&, Case const& of) {
    if (!of.now.deleted) return std::nullopt;
    return task::TaskRestored{};
}

Reversal reverse(task::TaskRestored const&, Case const& of) {
    if (of.now.deleted) return std::nullopt;
    return task::TaskDeleted{};
}

/// A task that became more than what was created is not thrown away by an undo.
Reversal reverse(task::TaskCreated const&, Case const& of) {
    if (of.now.deleted) return std::nullopt;
    auto fields = of.later.differences(of.after, of.now);
    if (!fields.empty()) return std::unexpected(changed_later(std::move(fields)));
    return task::TaskDeleted{};
}

template <class Other>
Reversal reverse(Other const&, Case const&) {
    return std::unexpected(cannot_be_undone("It is no change of a task."));
}

Reversal reversal_of(Scene const& scene, TaskId task, TaskPast const& past, std::size_t at,
                     std::optional<UserId> actor) {
    auto const& event = past.events()[at].event;
    auto before = past.before(at);
    auto after = std::get<State>(evolve_any(before, event));
    Case const of{scene, scene.task(task), std::move(before), std::move(after),
                  LaterChanges{past.events(), at, actor}};
    return std::visit([&of](auto const& one) { return reverse(one, of); }, event);
}

/// Whether the event says that the task is there, or not.
bool is_of_existence(Event const& event) {
    return is_a<task::TaskCreated>(event) || is_a<task::TaskDeleted>(event) ||
           is_a<task::TaskRestored>(event);
}

/// What its kind and its author say, before what it changed is looked at.
std::optional<Rejection> refused(Scene const& scene, TaskId id,
                                 eventstore::RecordedEvent const& event, Context const& context) {
    auto const& task = scene.task(id);
    bool const is_existence = is_of_existence(event.event);
    if (task.deleted && !is_existence) return not_found();
    if (!is_change(event)) {
        return cannot_be_undone(is_a<task::TaskBecameOverdue>(event.event)
                                    ? "That a task is overdue is nobody's change."
                                    : "It was imported, not done here.");
    }
    if (!is_existence || event.metadata.actor == context.actor) return std::nullopt;
    auto const standing = standing_in(scene, task.project, context.signed_in());
    if (standing && may(*standing, Permission::delete_tasks)) return std::nullopt;
    return forbidden(Permission::delete_tasks);
}

}  // namespace

Decision undo(Scene const& scene, TaskId task, TaskPast const& past, std::size_t at,
              Context const& context) {
    auto const& event = past.events()[at];
    if (auto no = refused(scene, task, event, context)) return std::unexpected(std::move(*no));
    if (past.standing_undo(event.id)) return Decided{};
    auto reversal = reversal_of(scene, task, past, at, context.actor);
    if (!reversal) return std::unexpected(std::move(reversal.error()));
    Decided decided;
    if (*reversal) {
        decided.events.push_back({stream_of(task), std::move(**reversal), {}, event.id});
    }
    return decided;
}

}  // namespace atelier::commands
