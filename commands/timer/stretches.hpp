#pragma once

#include "commands/core/decision.hpp"

namespace atelier::commands {

/// When the running stretch ends if it ends at `at`: not before it began (a clock that went back
/// must not make time run backwards), and not later than an entry may take.
Timestamp end_of_stretch(timer::Run const& run, Timestamp at);

/// What runs becomes a time entry that ends at `stopped_at`. Its event stands before that of the
/// timer, so that whoever follows the timer reaches the position that the command answers.
void add_entry_of_timer(Decided& decided, Scene const& scene, timer::State const& timer,
                        Timestamp stopped_at);

/// Ends the run that goes on, which must be there: its last stretch is a time entry from now on.
void stop_run(Decided& decided, Scene const& scene, TimerId id, Timestamp at);

/// The first instant from now on at which the person's time is not taken: a clock behind that of
/// another node must not start time that an entry has already.
Timestamp next_free(timer::State const& timer, Timestamp now);

}  // namespace atelier::commands
