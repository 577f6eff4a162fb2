#pragma once

#include <string>

#include "eventstore/kafka/settings.hpp"

namespace atelier::eventstore {

/// Makes the topics that are not there yet, with as many copies as there are brokers, at most
/// three: events are kept for ever, since they can be read again from the start; live deltas a day.
/// Returns when every partition has a leader. Blocks up to 15 seconds; throws SourceError,
/// retryable while the brokers are away.
void ensure_topics(KafkaSettings const& settings);

}  // namespace atelier::eventstore
