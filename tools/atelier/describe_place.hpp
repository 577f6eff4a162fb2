#pragma once

#include <string>

#include "tools/atelier/describe_event.hpp"

namespace atelier::tools {

/// The part of `describe` for what happens to a workspace or a project after its creation: what
/// changed, before → after. Empty for every other event.
std::string describe_place(eventstore::RecordedEvent const& event, AnyState const& before,
                           NameLookup const& names);

}  // namespace atelier::tools
