#include "projections/timer/timer_fold.hpp"

namespace atelier::projections::time_tracking {
namespace {

using Recorded = eventstore::RecordedEvent;

void end_stretch(TimerRow& row, Timestamp at) {
    if (!row.running_since) return;
    row.tracked_milliseconds += at.milliseconds - row.running_since->milliseconds;
    row.running_since.reset();
}

bool apply(timer::TimerStarted const& event, TimerRow& row) {
    row = {row.timer_id, event.user,     event.workspace,  event.task,       true, event.entry,
           event.note,   event.billable, event.started_at, event.started_at, 0,    0};
    return true;
}

bool apply(timer::TimerPaused const& event, TimerRow& row) {
    end_stretch(row, event.paused_at);
    return true;
}

bool apply(timer::TimerResumed const& event, TimerRow& row) {
    row.entry_id = event.entry;
    row.running_since = event.resumed_at;
    return true;
}

bool apply(timer::TimerStopped const& event, TimerRow& row) {
    end_stretch(row, event.stopped_at);
    row.is_active = false;
    return true;
}

bool apply(timer::TimerDiscarded const&, TimerRow& row) {
    row.running_since.reset();
    row.is_active = false;
    return true;
}

template <class Other>
bool apply(Other const&, TimerRow&) {
    return false;
}

}  // namespace

std::optional<TimerRow> fold_timer(TimerRow const* present, Recorded const& recorded) {
    if (recorded.stream.kind != StreamKind::timer) return std::nullopt;
    if (present && present->position >= recorded.position) return std::nullopt;
    if (!present && !std::holds_alternative<timer::TimerStarted>(recorded.event))
        return std::nullopt;
    auto row = present ? *present : TimerRow{};
    row.timer_id = TimerId{recorded.stream.id};
    bool const changed =
        std::visit([&row](auto const& event) { return apply(event, row); }, recorded.event);
    if (!changed) return std::nullopt;
    row.position = recorded.position;
    return row;
}

}  // namespace atelier::projections::time_tracking
