#pragma once

#include "projections/core/projection.hpp"
#include "projections/task/rows.hpp"

namespace atelier::projections::task_list {

/// Every task whole, to be read one by one and searched in lists. Feeds the topics `task:<task>`.
class TaskList final : public Projection {
public:
    std::string_view name() const override { return "task"; }
    int version() const override { return 4; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override { return {&projects_, &tasks_}; }

private:
    void apply_project(eventstore::RecordedEvent const& event, Deltas& deltas);
    /// What an event of a project changes in each of its tasks.
    template <class Change>
    void change_tasks(ProjectId project, Deltas& deltas, Change change);
    void say(TaskRow const& row, task::State const& state, Deltas& deltas);
    bool is_done(TaskRow const& row);

    TableOf<ProjectRow> projects_;
    TableOf<TaskRow> tasks_;
};

}  // namespace atelier::projections::task_list
