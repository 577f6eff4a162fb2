#pragma once

#include "eventstore/log/event_record.hpp"
#include "projections/timer/rows.hpp"

namespace atelier::projections::time_tracking {

/// The row of a timer after one more event of its stream; nothing when the event does not change
/// it or is in it already. `present` is null where there is no row yet.
std::optional<TimerRow> fold_timer(TimerRow const* present,
                                   eventstore::RecordedEvent const& recorded);

}  // namespace atelier::projections::time_tracking
