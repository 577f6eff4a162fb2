#pragma once

#include "eventstore/kafka/record.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// An event as a CloudEvent 1.0 in Kafka's binary mode: the key is the workspace, the value the
/// event's data as stored, `ce_*` headers say the rest, and `atelier_metadata` is the event's
/// metadata as stored.
ProducedRecord record_of(RawEvent const& event);

/// The event of a record that `record_of` made. Throws SourceError (not retryable) that says what
/// is wrong and where.
RawEvent event_of(ConsumedRecord const& record);

}  // namespace atelier::eventstore
