#include "projections/activity/activity.hpp"

#include "projections/activity/words.hpp"
#include "projections/core/column.hpp"

namespace atelier::projections::activity {
namespace {

std::string true_or_false(bool value) { return value ? "true" : "false"; }

template <class T, class InWords>
void add_change(std::vector<FieldChange>& changes, char const* field, T const& before,
                std::optional<T> const& after, InWords in) {
    if (after && *after != before) changes.push_back(words(field, in(before), in(*after)));
}

}  // namespace

std::string Activity::task_name(TaskId task) {
    auto const story = story_of_task(task);
    return story ? story->subject.task->key : "?";
}

std::optional<Activity::Story> Activity::story_of_timer(Recorded const& recorded) {
    auto const* timer = timers_.find(TimerId{recorded.stream.id});
    if (!timer) return std::nullopt;
    auto story = story_of_task(timer->task_id);
    auto const user = timer::user_of(timer->timer_id, recorded.workspace);
    if (story && recorded.metadata.actor != user) story->subject.person = user;
    return story;
}

std::optional<Activity::Story> Activity::story_of_entry(TimeEntryRow const& entry,
                                                        Recorded const& recorded) {
    auto story = story_of_task(entry.task_id);
    if (story && recorded.metadata.actor != entry.user_id) story->subject.person = entry.user_id;
    return story;
}

std::optional<Activity::Story> Activity::on(task::TaskBecameOverdue const& event,
                                            Recorded const& recorded) {
    auto story = story_of_task(TaskId{recorded.stream.id});
    if (story) story->changes.push_back(words("due", {}, to_text(event.due)));
    return story;
}

std::optional<Activity::Story> Activity::on(timer::TimerStarted const& event,
                                            Recorded const& recorded) {
    timers_.put({TimerId{recorded.stream.id}, event.task});
    return story_of_timer(recorded);
}

// What a person did is told of the time entry.
std::optional<Activity::Story> Activity::on(timer::TimeBooked const&, Recorded const&) {
    return std::nullopt;
}

std::optional<Activity::Story> Activity::on(timer::TimeFreed const&, Recorded const&) {
    return std::nullopt;
}

std::optional<Activity::Story> Activity::on(time_entry::TimeEntryAdded const& event,
                                            Recorded const& recorded) {
    auto const& row =
        time_entries_.put({TimeEntryId{recorded.stream.id}, event.user, event.task, event.note,
                           event.billable, event.started_at, event.stopped_at});
    auto story = story_of_entry(row, recorded);
    if (!story) return std::nullopt;
    story->changes = {words("started_at", {}, to_text(event.started_at)),
                      words("stopped_at", {}, to_text(event.stopped_at)),
                      words("billable", {}, in_words(event.billable))};
    if (!event.note.empty()) story->changes.push_back(words("note", {}, event.note));
    return story;
}

std::optional<Activity::Story> Activity::on(time_entry::TimeEntryEdited const& event,
                                            Recorded const& recorded) {
    auto const* present = time_entries_.find(TimeEntryId{recorded.stream.id});
    if (!present) return std::nullopt;
    auto row = *present;
    std::vector<FieldChange> changes;
    auto const instant = [](Timestamp time) { return to_text(time); };
    auto const text = [](std::string const& note) { return note; };
    add_change(changes, "task", row.task_id, event.task,
               [this](TaskId task) { return task_name(task); });
    add_change(changes, "started_at", row.started_at, event.started_at, instant);
    add_change(changes, "stopped_at", row.stopped_at, event.stopped_at, instant);
    add_change(changes, "note", row.note, event.note, text);
    add_change(changes, "billable", row.billable, event.billable, true_or_false);
    row.task_id = event.task.value_or(row.task_id);
    row.started_at = event.started_at.value_or(row.started_at);
    row.stopped_at = event.stopped_at.value_or(row.stopped_at);
    row.note = event.note.value_or(row.note);
    row.billable = event.billable.value_or(row.billable);
    auto story = story_of_entry(time_entries_.put(std::move(row)), recorded);
    if (story) story->changes = std::move(changes);
    return story;
}

std::optional<Activity::Story> Activity::on(time_entry::TimeEntryDeleted const&,
                                            Recorded const& recorded) {
    auto const* row = time_entries_.find(TimeEntryId{recorded.stream.id});
    if (!row) return std::nullopt;
    auto story = story_of_entry(*row, recorded);
    if (!story) return std::nullopt;
    story->changes = {words("started_at", to_text(row->started_at), {}),
                      words("stopped_at", to_text(row->stopped_at), {})};
    return story;
}

}  // namespace atelier::projections::activity
