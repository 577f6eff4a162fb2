#pragma once

#include "projections/board/entities.hpp"
#include "projections/board/rows.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections::board {

/// Every project's Kanban board. Feeds the topics `board:<project>`.
class Board final : public Projection {
public:
    std::string_view name() const override { return "board"; }
    int version() const override { return 3; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override { return {&projects_, &cards_, &timers_}; }

    /// Null when there is none.
    CardRow const* card(TaskId task) { return cards_.find(task); }

private:
    void on(project::ProjectCreated const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(task::TaskCreated const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(project::ProjectEdited const& event, ProjectRow& project, Deltas& deltas);
    void on(project::ProjectStatusChanged const& event, ProjectRow& project, Deltas& deltas);
    void on(project::ProjectArchived const& event, ProjectRow& project, Deltas& deltas);
    void on(project::ProjectUnarchived const& event, ProjectRow& project, Deltas& deltas);
    void on(project::StatusCreated const& event, ProjectRow& project, Deltas& deltas);
    void on(project::StatusEdited const& event, ProjectRow& project, Deltas& deltas);
    void on(project::StatusMoved const& event, ProjectRow& project, Deltas& deltas);
    void on(project::StatusDeleted const& event, ProjectRow& project, Deltas& deltas);
    void on(project::LabelCreated const& event, ProjectRow& project, Deltas& deltas);
    void on(project::LabelEdited const& event, ProjectRow& project, Deltas& deltas);
    void on(project::LabelDeleted const& event, ProjectRow& project, Deltas& deltas);
    void on(task::TaskEdited const& event, CardRow& card);
    void on(task::TaskMoved const& event, CardRow& card);
    void on(task::TaskBecameOverdue const& event, CardRow& card);
    void on(task::TaskArchived const& event, CardRow& card);
    void on(task::TaskUnarchived const& event, CardRow& card);
    void on(task::TaskDeleted const& event, CardRow& card);
    void on(task::TaskRestored const& event, CardRow& card);

    void on(timer::TimerStarted const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void apply_to_timer(eventstore::RecordedEvent const& recorded, Deltas& deltas);
    void set_running(TimerRow const& timer, bool runs, Deltas& deltas);

    template <class OfProject>
    void change_project(OfProject const& event, eventstore::RecordedEvent const& recorded,
                        Deltas& deltas);
    template <class Change>
    void change_workflow(ProjectRow& project, Change const& event, Deltas& deltas);
    template <class Change>
    void change_labels(ProjectRow& project, Change const& event, Deltas& deltas);
    void say_all(ProjectId project, Deltas& deltas);
    void take_off(LabelId label, ProjectId project, Deltas& deltas);
    template <class OfCard>
    void change_card(OfCard const& event, eventstore::RecordedEvent const& recorded,
                     Deltas& deltas);
    void say(CardRow const& card, Deltas& deltas);

    TableOf<ProjectRow> projects_;
    TableOf<CardRow> cards_;
    TableOf<TimerRow> timers_;
};

/// The card as clients get it; `project_key` is the front of its key, `statuses` its project's.
CardEntity entity_of(CardRow const& card, std::string const& project_key,
                     std::vector<project::WorkflowStatus> const& statuses);

}  // namespace atelier::projections::board
