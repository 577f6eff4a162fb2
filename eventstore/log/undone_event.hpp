#pragma once

#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// The event that an event with this metadata undoes: what caused it, where an undo made it.
inline std::optional<EventId> undone_by(Metadata const& metadata) {
    return metadata.command.starts_with("Undo") ? metadata.causation_id : std::nullopt;
}

}  // namespace atelier::eventstore
