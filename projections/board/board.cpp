#include "projections/board/board.hpp"

#include <algorithm>

#include "schemas/codec/json.hpp"

namespace atelier::projections::board {

bool is_done(StatusId status, std::vector<project::Status> const& statuses) {
    auto const found = std::ranges::find(statuses, status, &project::Status::id);
    return found != statuses.end() && found->category == project::StatusCategory::done;
}

CardEntity entity_of(CardRow const& card, std::string const& project_key,
                     std::vector<project::Status> const& statuses) {
    bool const was_missed = card.due && card.announced_due == card.due;
    return {card.task_id,   project_key + "-" + std::to_string(card.number),
            card.title,     card.status,
            card.rank,      card.priority,
            card.assignees, card.labels,
            card.due,       card.type,
            card.start,     card.estimate_seconds,
            was_missed && !is_done(card.status, statuses)};
}

void Board::apply(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    std::visit(
        [&]<class One>(One const& event) {
            if constexpr (requires { on(event, recorded, deltas); }) {
                on(event, recorded, deltas);
            } else if constexpr (requires(CardRow& card) { on(event, card); }) {
                change_card(event, recorded, deltas);
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
                   {codec::to_json(event.statuses)},
                   {codec::to_json(event.labels)},
                   recorded.position});
    auto const topic = board_topic(project);
    deltas.upsert(topic, "project", to_text(project),
                  codec::to_json(ProjectEntity{project, event.key, event.name}));
    std::int64_t order = 0;
    for (auto const& status : event.statuses) {
        deltas.upsert(
            topic, "status", to_text(status.id),
            codec::to_json(StatusEntity{status.id, status.name, status.category, order++}));
    }
    for (auto const& label : event.labels) {
        deltas.upsert(topic, "label", to_text(label.id), codec::to_json(label));
    }
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
    auto const topic = board_topic(card.project_id);
    if (card.is_archived || card.is_deleted) {
        deltas.remove(topic, "card", to_text(card.task_id));
        return;
    }
    auto const* project = projects_.find(card.project_id);
    std::vector<project::Status> statuses;
    if (project && card.announced_due) {
        statuses = codec::from_json<std::vector<project::Status>>(project->statuses.text,
                                                                  codec::Unknown::ignore)
                       .value();
    }
    auto const key = project ? project->key : std::string{"?"};
    deltas.upsert(topic, "card", to_text(card.task_id),
                  codec::to_json(entity_of(card, key, statuses)));
}

}  // namespace atelier::projections::board
