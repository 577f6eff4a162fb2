#pragma once

#include <string>

#include "eventstore/log/epoch.hpp"

namespace atelier::eventstore {

/// Where Kafka is and what is there.
struct KafkaSettings {
    std::string brokers;  ///< host:port, several with commas
    std::string events_topic = "atelier.events";
    std::string live_topic = "atelier.live";
    int partitions = 8;  ///< of the events where they are not there yet, else it keeps what it has
    LogEpoch epoch;      ///< of the log that is published; what is of another is passed over
};

}  // namespace atelier::eventstore
