#include "commands/timer/discard_timer.hpp"

namespace atelier::commands {

Decision decide(DiscardTimer const& command, Scene const& scene, Context const& context) {
    auto const id = timer::timer_of(command.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    if (!timer.run) return std::unexpected(timer_not_running());
    timer::TimerDiscarded discarded{timer.run->entry, {}, context.now};
    for (auto const& stretch : timer.run->stretches) {
        auto const& entry = scene.time_entry(stretch.entry);
        if (entry.exists && !entry.deleted) discarded.stretches.push_back(stretch.entry);
    }
    Decided decided;
    for (auto entry : discarded.stretches)
        decided.add(stream_of(entry), time_entry::TimeEntryDeleted{});
    decided.add(stream_of(id), std::move(discarded));
    return decided;
}

}  // namespace atelier::commands
