#include "projections/timer/time_tracking.hpp"

#include "projections/timer/timer_fold.hpp"

namespace atelier::projections::time_tracking {
namespace {

void edit(EntryRow& row, time_entry::TimeEntryEdited const& edited) {
    if (edited.task) row.task_id = *edited.task;
    if (edited.started_at) row.started_at = *edited.started_at;
    if (edited.stopped_at) row.stopped_at = *edited.stopped_at;
    if (edited.note) row.note = *edited.note;
    if (edited.billable) row.billable = *edited.billable;
}

}  // namespace

void TimeTracking::apply(eventstore::RecordedEvent const& recorded, Deltas&) {
    if (recorded.stream.kind == StreamKind::timer) apply_to_timer(recorded);
    if (recorded.stream.kind == StreamKind::time_entry) apply_to_entry(recorded);
}

void TimeTracking::apply_to_timer(eventstore::RecordedEvent const& recorded) {
    auto const* present = timers_.find(TimerId{recorded.stream.id});
    auto row = fold_timer(present, recorded);
    if (!row) return;
    auto const* stopped = std::get_if<timer::TimerStopped>(&recorded.event);
    // A stop of version 1 of the timer's events is all that tells of its entry; else the entry's
    // own event stands before it.
    if (stopped && present && present->running_since && !entries_.find(stopped->entry)) {
        auto const since = *present->running_since;
        Timestamp const longest{since.milliseconds + timer::longest_entry_milliseconds};
        entries_.put({stopped->entry, present->user_id, present->workspace_id, present->task_id,
                      present->note, present->billable, true, since,
                      std::min(stopped->stopped_at, longest), false, 0, recorded.position,
                      recorded.position});
    }
    timers_.put(std::move(*row));
}

void TimeTracking::apply_to_entry(eventstore::RecordedEvent const& recorded) {
    TimeEntryId const entry{recorded.stream.id};
    auto const* present = entries_.find(entry);
    if (present && present->position >= recorded.position) return;
    if (auto const* added = std::get_if<time_entry::TimeEntryAdded>(&recorded.event)) {
        entries_.put({entry, added->user, added->workspace, added->task, added->note,
                      added->billable, added->from_timer, added->started_at, added->stopped_at,
                      false, recorded.version, recorded.position, recorded.position});
        return;
    }
    if (!present) return;
    auto row = *present;
    if (auto const* edited = std::get_if<time_entry::TimeEntryEdited>(&recorded.event)) {
        edit(row, *edited);
        if (edited->started_at || edited->stopped_at) row.times_position = recorded.position;
    }
    if (std::holds_alternative<time_entry::TimeEntryDeleted>(recorded.event)) row.is_deleted = true;
    row.version = recorded.version;
    row.position = recorded.position;
    entries_.put(std::move(row));
}

}  // namespace atelier::projections::time_tracking
