#include "commands/time_entry/delete_time_entry.hpp"

#include "commands/time_entry/rules.hpp"

namespace atelier::commands {

Decision decide(DeleteTimeEntry const& command, Scene const& scene, Context const& context) {
    auto const& entry = scene.time_entry(command.entry);
    if (auto no = no_change(entry, scene, context.signed_in()))
        return std::unexpected(std::move(*no));
    auto const timer = timer::timer_of(entry.workspace, entry.user);
    Decided decided;
    if (scene.timer(timer).booked.find(command.entry))
        decided.add(stream_of(timer), timer::TimeFreed{command.entry});
    decided.add(stream_of(command.entry), time_entry::TimeEntryDeleted{});
    return decided;
}

}  // namespace atelier::commands
