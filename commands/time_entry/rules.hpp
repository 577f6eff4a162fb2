#pragma once

#include "commands/core/decision.hpp"

namespace atelier::commands {

/// When an entry ends: either instant, or so long after its start. Nothing, and a problem more,
/// when both are given, when neither is and there is none to keep, or when the time is out of
/// bounds.
std::optional<Timestamp> end_of_entry(std::optional<Rejection>& problem, Timestamp started_at,
                                      std::optional<Timestamp> stopped_at,
                                      std::optional<std::int64_t> duration_seconds,
                                      std::optional<Timestamp> present_end);

/// Says no to time that lies in the future, has no length or too much of it.
void check_time(std::optional<Rejection>& problem, Timestamp started_at, Timestamp stopped_at,
                Timestamp now);

/// The rejection when the person's time is taken there: by another entry, or by the timer that
/// runs.
std::optional<Rejection> overlap(timer::State const& timer, TimeEntryId entry, Timestamp started_at,
                                 Timestamp stopped_at);

/// Whether somebody may change an entry: the own ones, and everybody's with `manage_time`. An entry
/// that they may not even see is not there.
std::optional<Rejection> no_change(time_entry::State const& entry, Scene const& scene,
                                   UserId actor);

}  // namespace atelier::commands
