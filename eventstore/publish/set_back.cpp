#include "eventstore/publish/set_back.hpp"

#include <fmt/format.h>

#include <set>

#include "eventstore/kafka/consumer.hpp"
#include "eventstore/kafka/event_message.hpp"
#include "eventstore/log/reader.hpp"
#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto read_limit = 5s;
constexpr auto poll_pause = 250ms;

/// The last record of each partition that has one.
std::vector<ConsumerPlace> ends_of(Consumer& consumer) {
    std::vector<ConsumerPlace> places;
    auto const partitions = consumer.partitions();
    for (int partition = 0; partition < partitions; ++partition) {
        auto const kept = consumer.offsets(partition);
        if (kept.end > kept.begin) places.push_back({partition, kept.end - 1});
    }
    return places;
}

std::vector<RawEvent> read_ends(KafkaSettings const& settings) {
    Consumer consumer{settings.brokers, settings.events_topic};
    auto const places = ends_of(consumer);
    std::vector<RawEvent> events;
    if (places.empty()) return events;
    consumer.assign(places);
    std::set<int> missing;
    for (auto const& place : places) missing.insert(place.partition);
    auto const deadline = Clock::now() + read_limit;
    while (!missing.empty()) {
        if (Clock::now() > deadline)
            throw SourceError("the end of " + settings.events_topic + " cannot be read", true);
        auto const polled =
            consumer.poll(missing.size(), poll_pause, [&](ConsumedRecord const& record) {
                if (missing.erase(record.partition) == 0) return;
                if (settings.epoch.owns(epoch_of(record))) events.push_back(event_of(record));
            });
        // Cut off in this moment: there is nothing to compare with.
        for (int const partition : polled.out_of_range) missing.erase(partition);
    }
    return events;
}

}  // namespace

void check_not_set_back(Connection& connection, KafkaSettings const& settings) {
    for (auto const& published : read_ends(settings)) {
        auto const own = read_forward(connection, published.position - 1, 1);
        if (!own.empty() && own.front().id == published.id) continue;
        throw SourceError(
            fmt::format("{} has an event {} of this log that the log itself does not have, which "
                        "ends at {}: the database was set back by other means than `atelier "
                        "restore`. Stop the service and run `atelier restore --adopt`",
                        settings.events_topic, published.position, read_head(connection)),
            true);
    }
}

}  // namespace atelier::eventstore
