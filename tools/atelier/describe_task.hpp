#pragma once

#include <string>

#include "tools/atelier/describe_event.hpp"

namespace atelier::tools {

/// `ATL-42 “Paint the hull”`, or the id of a task without events.
std::string name_task(TaskId id, NameLookup const& names);

/// The part of `describe` for a task's events: what changed, before → after. Of an event that it
/// does not know, the type and the stream.
std::string describe_task(eventstore::RecordedEvent const& event, AnyState const& before,
                          NameLookup const& names);

}  // namespace atelier::tools
