#pragma once

#include "projections/core/projection.hpp"
#include "projections/task/rows.hpp"

namespace atelier::projections::task_list {

/// Every task whole, to be read one by one and searched in lists.
class TaskList final : public Projection {
public:
    std::string_view name() const override { return "task"; }
    int version() const override { return 3; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override { return {&tasks_}; }

private:
    void take_off(LabelId label, ProjectId project);

    TableOf<TaskRow> tasks_;
};

}  // namespace atelier::projections::task_list
