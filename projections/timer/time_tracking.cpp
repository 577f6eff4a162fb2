#include "projections/timer/time_tracking.hpp"

namespace atelier::projections::time_tracking {

void TimeTracking::apply(eventstore::RecordedEvent const& recorded, Deltas&) {
    if (recorded.stream.kind != StreamKind::timer) return;
    TimerId const timer{recorded.stream.id};
    auto const* present = timers_.find(timer);
    if (present && present->position >= recorded.position) return;
    if (auto const* started = std::get_if<timer::TimerStarted>(&recorded.event)) {
        timers_.put({timer, started->user, started->workspace, started->task, true, started->entry,
                     started->note, started->started_at, recorded.position});
    } else if (auto const* stopped = std::get_if<timer::TimerStopped>(&recorded.event);
               stopped && present) {
        auto row = *present;
        row.is_running = false;
        row.position = recorded.position;
        entries_.put({stopped->entry, row.user_id, row.workspace_id, row.task_id, row.note,
                      row.started_at, stopped->stopped_at, recorded.position});
        timers_.put(std::move(row));
    }
}

}  // namespace atelier::projections::time_tracking
