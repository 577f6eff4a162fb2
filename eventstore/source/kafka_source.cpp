#include "eventstore/source/kafka_source.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/kafka/event_message.hpp"

namespace atelier::eventstore {

KafkaSource::KafkaSource(KafkaSettings settings)
    : settings_(std::move(settings)), consumer_(settings_.brokers, settings_.events_topic) {}

/// The broker answers on the connection where a fetch waits for records, so only after that: up to
/// a tenth of a second each time.
int KafkaSource::partitions() {
    if (!partitions_) partitions_ = consumer_.partitions();
    return *partitions_;
}

void KafkaSource::assign(std::vector<Resume> places) {
    places_.clear();
    for (auto const& [partition, next_offset, position] : places) {
        bool const is_start = next_offset <= 0;
        places_[partition] = {.next_offset = is_start ? from_beginning : next_offset,
                              .position = position,
                              .is_checked = is_start};
    }
    start();
}

void KafkaSource::start() {
    fault_ = nullptr;
    std::vector<ConsumerPlace> places;
    for (auto const& [partition, place] : places_) {
        places.push_back({partition, place.is_checked ? place.next_offset : place.next_offset - 1});
    }
    consumer_.assign(places);
}

std::vector<SourcedEvent> KafkaSource::poll(std::size_t limit, std::chrono::milliseconds timeout) {
    if (fault_) std::rethrow_exception(fault_);
    std::vector<SourcedEvent> events;
    try {
        auto const polled = consumer_.poll(
            limit, timeout, [&](ConsumedRecord const& record) { take(record, events); });
        for (int const partition : polled.out_of_range) places_.at(partition).is_lost = true;
        read_lost_again();
    } catch (SourceError const&) {
        // What came before it is good; the next call throws again.
        fault_ = std::current_exception();
        if (events.empty()) throw;
    }
    return events;
}

void KafkaSource::take(ConsumedRecord const& record, std::vector<SourcedEvent>& events) {
    auto& place = places_.at(record.partition);
    if (place.is_lost) return;
    bool const is_ours = settings_.epoch.owns(epoch_of(record));
    if (!place.is_checked) {
        place.is_checked = true;
        place.is_lost = !is_ours || event_of(record).position > place.position;
        if (place.is_lost || record.offset < place.next_offset) return;
    }
    // Of another log, or of what this one was before it was restored: its positions mean nothing.
    if (!is_ours) return;
    auto event = event_of(record);
    place.next_offset = record.offset + 1;
    place.position = std::max(place.position, event.position);
    events.push_back({std::move(event), record.partition, record.offset});
}

void KafkaSource::read_lost_again() {
    bool is_any_lost = false;
    for (auto& [partition, place] : places_) {
        if (!place.is_lost) continue;
        spdlog::warn("{}/{} is not what was read up to offset {}: reading it from its beginning",
                     settings_.events_topic, partition, place.next_offset);
        place = {.next_offset = from_beginning, .position = place.position};
        is_any_lost = true;
    }
    if (is_any_lost) start();
}

void KafkaSource::wake() { consumer_.wake(); }

}  // namespace atelier::eventstore
