#pragma once

#include "eventstore/kafka/record.hpp"
#include "eventstore/log/epoch.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// An event as a CloudEvent 1.0 in Kafka's binary mode: the key is the workspace, the value the
/// event's data as stored, `ce_*` headers say the rest, and `atelier_metadata` is the event's
/// metadata as stored. `ce_logepoch` tells events of the same position apart that the log had
/// before and after it was restored; without an epoch there is none.
ProducedRecord record_of(RawEvent const& event, LogEpoch const& epoch = {});

/// The epoch that a record of `record_of` says, or empty. Valid as long as the record.
std::string_view epoch_of(ConsumedRecord const& record);

/// The event of a record that `record_of` made. Throws SourceError (not retryable) that says what
/// is wrong and where.
RawEvent event_of(ConsumedRecord const& record);

}  // namespace atelier::eventstore
