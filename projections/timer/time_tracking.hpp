#pragma once

#include "projections/core/projection.hpp"
#include "projections/timer/rows.hpp"

namespace atelier::projections::time_tracking {

/// Who tracks time for what right now, and everybody's time entries.
class TimeTracking final : public Projection {
public:
    std::string_view name() const override { return "timer"; }
    int version() const override { return 4; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override { return {&timers_, &entries_}; }

private:
    void apply_to_timer(eventstore::RecordedEvent const& recorded);
    void apply_to_entry(eventstore::RecordedEvent const& recorded);

    TableOf<TimerRow> timers_;
    TableOf<EntryRow> entries_;
};

}  // namespace atelier::projections::time_tracking
