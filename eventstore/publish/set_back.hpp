#pragma once

#include "eventstore/database/connection.hpp"
#include "eventstore/kafka/settings.hpp"

namespace atelier::eventstore {

/// Throws SourceError when the topic ends with an event of this epoch that the log does not have:
/// the database was set back by other means than `atelier restore`, and what is published from here
/// on would have the positions of other events. Also when the brokers are away; then retryable.
void check_not_set_back(Connection& connection, KafkaSettings const& settings);

}  // namespace atelier::eventstore
