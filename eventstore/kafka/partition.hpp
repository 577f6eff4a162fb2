#pragma once

#include "domain/id.hpp"

namespace atelier::eventstore {

/// Which of `partitions` the events of a workspace are in: murmur2 of the key, as the producers and
/// Kafka's Java client have it.
int partition_of(WorkspaceId workspace, int partitions);

}  // namespace atelier::eventstore
