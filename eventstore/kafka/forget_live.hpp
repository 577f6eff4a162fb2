#pragma once

#include "domain/time.hpp"
#include "eventstore/kafka/settings.hpp"

namespace atelier::eventstore {

/// Has the brokers drop the live deltas from before a time: they name people in the clear. Whoever
/// reads on from there reads the topics' snapshots instead. Blocks up to 20 seconds; throws
/// SourceError.
void forget_live(KafkaSettings const& settings, Timestamp before);

}  // namespace atelier::eventstore
