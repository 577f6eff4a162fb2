#pragma once

#include <exception>
#include <map>
#include <memory>
#include <optional>

#include "eventstore/kafka/consumer.hpp"
#include "eventstore/kafka/settings.hpp"
#include "eventstore/source/source.hpp"

namespace atelier::eventstore {

/// Reads the topic of events. There is no consumer group: who reads which partition is the caller's
/// to decide and to guard, and where to go on is the caller's to keep. Connects when first used.
///
/// A place that the topic does not have (it was cut off or made anew) is answered by reading that
/// partition from its beginning: everything up to the caller's position comes again. To notice it
/// also where a new topic has grown beyond the old place, the record before the place is read too
/// and must not be newer than the caller's position. Records of another epoch than the settings'
/// are passed over.
class KafkaSource final : public EventSource {
public:
    explicit KafkaSource(KafkaSettings settings);

    int partitions() override;
    void assign(std::vector<Resume> places) override;
    std::vector<SourcedEvent> poll(std::size_t limit, std::chrono::milliseconds timeout) override;
    void wake() override;

private:
    struct Place {
        std::int64_t next_offset = from_beginning;
        Position position = 0;
        bool is_checked = true;  ///< false until the record before the place was looked at
        bool is_lost = false;    ///< to be read again from the beginning
    };
    void start();
    void take(ConsumedRecord const& record, std::vector<SourcedEvent>& events);
    void read_lost_again();

    KafkaSettings settings_;
    Consumer consumer_;
    std::optional<int> partitions_;  ///< asked for once: the number stays as long as the topic
    std::map<int, Place> places_;
    std::exception_ptr fault_;
};

}  // namespace atelier::eventstore
