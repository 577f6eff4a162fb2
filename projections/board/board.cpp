#include "projections/board/board.hpp"

#include <algorithm>

#include "schemas/codec/json.hpp"

namespace atelier::projections::board {

CardEntity entity_of(CardRow const& card, std::string const& project_key,
                     std::vector<project::WorkflowStatus> const& statuses) {
    bool const was_missed = card.due && card.announced_due == card.due;
    return {card.task_id,   project_key + "-" + std::to_string(card.number),
            card.title,     card.status,
            card.rank,      card.priority,
            card.assignees, card.labels,
            card.due,       card.type,
            card.start,     card.estimate_seconds,
            card.timers,    was_missed && !project::is_done(card.status, statuses)};
}

namespace {

void say_project(ProjectRow const& project, Deltas& deltas) {
    deltas.upsert(board_topic(project.project_id), "project", to_text(project.project_id),
                  codec::to_json(ProjectEntity{project.project_id, project.key, project.name,
                                               project.status, project.is_archived}));
}

void say_workflow(ProjectRow const& project, std::vector<project::WorkflowStatus> const& statuses,
                  Deltas& deltas) {
    if (deltas.is_silent()) return;
    std::int64_t order = 0;
    for (auto const& status : statuses) {
        deltas.upsert(board_topic(project.project_id), "status", to_text(status.id),
                      codec::to_json(entity_of(status, order++)));
    }
}

void say_label(ProjectRow const& project, project::Label const& label, Deltas& deltas) {
    deltas.upsert(board_topic(project.project_id), "label", to_text(label.id),
                  codec::to_json(label));
}

}  // namespace

void Board::apply(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    if (recorded.stream.kind == StreamKind::timer) apply_to_timer(recorded, deltas);
    std::visit(
        [&]<class One>(One const& event) {
            if constexpr (requires { on(event, recorded, deltas); }) {
                on(event, recorded, deltas);
            } else if constexpr (requires(CardRow& card) { on(event, card); }) {
                change_card(event, recorded, deltas);
            } else if constexpr (requires(ProjectRow& project) { on(event, project, deltas); }) {
                change_project(event, recorded, deltas);
            }
        },
        recorded.event);
}

void Board::on(project::ProjectCreated const& event, eventstore::RecordedEvent const& recorded,
               Deltas& deltas) {
    ProjectId const project{recorded.stream.id};
    if (auto const* present = projects_.find(project);
        present && present->position >= recorded.position)
        return;
    projects_.put({project,
                   event.workspace,
                   event.key,
                   event.name,
                   project::State{}.status,
                   false,
                   {codec::to_json(project::workflow_of(event.statuses))},
                   {codec::to_json(event.labels)},
                   recorded.position});
    auto const& row = *projects_.find(project);
    say_project(row, deltas);
    say_workflow(row, project::workflow_of(event.statuses), deltas);
    for (auto const& label : event.labels) say_label(row, label, deltas);
}

template <class OfProject>
void Board::change_project(OfProject const& event, eventstore::RecordedEvent const& recorded,
                           Deltas& deltas) {
    auto const* present = projects_.find(recorded.stream.id);
    if (!present || present->position >= recorded.position) return;
    auto project = *present;
    project.position = recorded.position;
    on(event, project, deltas);
}

void Board::on(project::ProjectEdited const& event, ProjectRow& project, Deltas& deltas) {
    if (event.name) project.name = *event.name;
    if (event.key) project.key = *event.key;
    say_project(projects_.put(project), deltas);
    // The key of the project is the front of every card's.
    if (event.key) say_all(project.project_id, deltas);
}

void Board::on(project::ProjectStatusChanged const& event, ProjectRow& project, Deltas& deltas) {
    project.status = event.status;
    say_project(projects_.put(project), deltas);
}

void Board::on(project::ProjectArchived const&, ProjectRow& project, Deltas& deltas) {
    project.is_archived = true;
    say_project(projects_.put(project), deltas);
}

void Board::on(project::ProjectUnarchived const&, ProjectRow& project, Deltas& deltas) {
    project.is_archived = false;
    say_project(projects_.put(project), deltas);
}

template <class Change>
void Board::change_workflow(ProjectRow& project, Change const& event, Deltas& deltas) {
    auto statuses =
        codec::from_json<std::vector<project::WorkflowStatus>>(project.statuses.text).value();
    project::apply(statuses, event);
    project.statuses.text = codec::to_json(statuses);
    say_workflow(projects_.put(project), statuses, deltas);
}

void Board::on(project::StatusCreated const& event, ProjectRow& project, Deltas& deltas) {
    change_workflow(project, event, deltas);
}

void Board::on(project::StatusEdited const& event, ProjectRow& project, Deltas& deltas) {
    change_workflow(project, event, deltas);
    // Whether a task is late hangs on whether its column is of things done.
    if (event.category) say_all(project.project_id, deltas);
}

void Board::on(project::StatusMoved const& event, ProjectRow& project, Deltas& deltas) {
    change_workflow(project, event, deltas);
}

void Board::on(project::StatusDeleted const& event, ProjectRow& project, Deltas& deltas) {
    deltas.remove(board_topic(project.project_id), "status", to_text(event.status));
    change_workflow(project, event, deltas);
}

template <class Change>
void Board::change_labels(ProjectRow& project, Change const& event, Deltas& deltas) {
    auto labels = codec::from_json<std::vector<project::Label>>(project.labels.text).value();
    project::apply(labels, event);
    project.labels.text = codec::to_json(labels);
    projects_.put(project);
    for (auto const& label : labels) {
        if (label.id == event.label) say_label(project, label, deltas);
    }
}

void Board::on(project::LabelCreated const& event, ProjectRow& project, Deltas& deltas) {
    change_labels(project, event, deltas);
}

void Board::on(project::LabelEdited const& event, ProjectRow& project, Deltas& deltas) {
    change_labels(project, event, deltas);
}

void Board::on(project::LabelDeleted const& event, ProjectRow& project, Deltas& deltas) {
    deltas.remove(board_topic(project.project_id), "label", to_text(event.label));
    change_labels(project, event, deltas);
    take_off(event.label, project.project_id, deltas);
}

void Board::say_all(ProjectId project, Deltas& deltas) {
    for (auto const& card : cards_.find_all(&CardRow::project_id, project)) {
        if (!card.is_archived && !card.is_deleted) say(card, deltas);
    }
}

void Board::take_off(LabelId label, ProjectId project, Deltas& deltas) {
    for (auto& card : cards_.find_all(&CardRow::project_id, project)) {
        if (std::erase(card.labels, label) == 0) continue;
        auto const& kept = cards_.put(std::move(card));
        if (!kept.is_archived && !kept.is_deleted) say(kept, deltas);
    }
}

void Board::on(timer::TimerStarted const& event, eventstore::RecordedEvent const& recorded,
               Deltas& deltas) {
    TimerId const timer{recorded.stream.id};
    if (auto const* known = timers_.find(timer); known && known->position >= recorded.position)
        return;
    set_running(timers_.put({timer, event.task, event.user, recorded.position}), true, deltas);
}

/// The events of a timer after its start.
void Board::apply_to_timer(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    bool const runs = std::holds_alternative<timer::TimerResumed>(recorded.event);
    bool const ends = std::holds_alternative<timer::TimerPaused>(recorded.event) ||
                      std::holds_alternative<timer::TimerStopped>(recorded.event) ||
                      std::holds_alternative<timer::TimerDiscarded>(recorded.event);
    auto const* known = timers_.find(recorded.stream.id);
    if ((!runs && !ends) || !known || known->position >= recorded.position) return;
    auto row = *known;
    row.position = recorded.position;
    set_running(timers_.put(std::move(row)), runs, deltas);
}

void Board::set_running(TimerRow const& timer, bool runs, Deltas& deltas) {
    auto const* present = cards_.find(timer.task_id);
    if (!present) return;
    auto card = *present;
    std::erase(card.timers, timer.user_id);
    if (runs) card.timers.push_back(timer.user_id);
    if (card.timers != present->timers) say(cards_.put(std::move(card)), deltas);
}

void Board::on(task::TaskCreated const& event, eventstore::RecordedEvent const& recorded,
               Deltas& deltas) {
    TaskId const task{recorded.stream.id};
    if (auto const* present = cards_.find(task); present && present->position >= recorded.position)
        return;
    say(cards_.put({task,
                    event.project,
                    event.number,
                    event.title,
                    event.status,
                    event.rank,
                    event.priority,
                    event.assignees,
                    event.labels,
                    event.due,
                    event.kind,
                    event.start,
                    event.estimate_seconds,
                    {},
                    {},
                    false,
                    false,
                    recorded.position}),
        deltas);
}

template <class OfCard>
void Board::change_card(OfCard const& event, eventstore::RecordedEvent const& recorded,
                        Deltas& deltas) {
    auto const* present = cards_.find(recorded.stream.id);
    if (!present || present->position >= recorded.position) return;
    auto card = *present;
    on(event, card);
    card.position = recorded.position;
    say(cards_.put(std::move(card)), deltas);
}

void Board::on(task::TaskEdited const& event, CardRow& card) {
    if (event.title) card.title = *event.title;
    if (event.priority) card.priority = *event.priority;
    if (event.assignees) card.assignees = *event.assignees;
    if (event.labels) card.labels = *event.labels;
    card.due = patched(card.due, event.due);
    if (event.kind) card.type = *event.kind;
    card.start = patched(card.start, event.start);
    card.estimate_seconds = patched(card.estimate_seconds, event.estimate_seconds);
}

void Board::on(task::TaskMoved const& event, CardRow& card) {
    card.status = event.status;
    card.rank = event.rank;
}

void Board::on(task::TaskBecameOverdue const& event, CardRow& card) {
    card.announced_due = event.due;
}

void Board::on(task::TaskArchived const&, CardRow& card) { card.is_archived = true; }

void Board::on(task::TaskUnarchived const&, CardRow& card) { card.is_archived = false; }

void Board::on(task::TaskDeleted const&, CardRow& card) { card.is_deleted = true; }

void Board::on(task::TaskRestored const&, CardRow& card) { card.is_deleted = false; }

void Board::say(CardRow const& card, Deltas& deltas) {
    if (deltas.is_silent()) return;
    auto const topic = board_topic(card.project_id);
    if (deltas.touch(topic)) return;
    if (card.is_archived || card.is_deleted) {
        deltas.remove(topic, "card", to_text(card.task_id));
        return;
    }
    auto const* project = projects_.find(card.project_id);
    std::vector<project::WorkflowStatus> statuses;
    if (project && card.announced_due) {
        statuses = codec::from_json<std::vector<project::WorkflowStatus>>(project->statuses.text,
                                                                          codec::Unknown::ignore)
                       .value();
    }
    auto const key = project ? project->key : std::string{"?"};
    deltas.upsert(topic, "card", to_text(card.task_id),
                  codec::to_json(entity_of(card, key, statuses)));
}

}  // namespace atelier::projections::board
