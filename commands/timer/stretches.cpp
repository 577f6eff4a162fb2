#include "commands/timer/stretches.hpp"

#include <algorithm>

namespace atelier::commands {

Timestamp end_of_stretch(timer::Run const& run, Timestamp at) {
    auto const since = run.running_since.value();
    return std::clamp(at, since, Timestamp{since.milliseconds + timer::longest_entry_milliseconds});
}

void add_entry_of_timer(Decided& decided, Scene const& scene, timer::State const& timer,
                        Timestamp stopped_at) {
    auto const& run = *timer.run;
    if (scene.new_time_entry(run.entry).exists) return;
    decided.add(
        stream_of(run.entry),
        time_entry::TimeEntryAdded{timer.user, timer.workspace, run.task, run.running_since.value(),
                                   stopped_at, run.note, run.billable, true});
}

void stop_run(Decided& decided, Scene const& scene, TimerId id, Timestamp at) {
    auto const& timer = scene.timer(id);
    auto const& run = *timer.run;
    if (!run.running_since) {
        decided.add(stream_of(id), timer::TimerStopped{run.entry, run.stretches.back().stopped_at});
        return;
    }
    auto const stopped_at = end_of_stretch(run, at);
    add_entry_of_timer(decided, scene, timer, stopped_at);
    decided.add(stream_of(id), timer::TimerStopped{run.entry, stopped_at});
}

Timestamp next_free(timer::State const& timer, Timestamp now) {
    return std::max(now, timer.booked.last_end().value_or(now));
}

}  // namespace atelier::commands
