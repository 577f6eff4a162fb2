#include "eventstore/kafka/partition.hpp"

#include <librdkafka/rdkafka.h>

namespace atelier::eventstore {

int partition_of(WorkspaceId workspace, int partitions) {
    auto const key = to_text(workspace);
    // This partitioner looks at the key only; the topic is for those that ask which partitions are
    // available.
    return rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(), partitions, nullptr,
                                            nullptr);
}

}  // namespace atelier::eventstore
