#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/log/event_record.hpp"
#include "projections/core/delta.hpp"

namespace atelier::projections {

using eventstore::Position;

/// The position of each topic's last delta, as far as it is in memory.
class TopicPositions {
public:
    static constexpr std::size_t limit = 100'000;

    /// Makes sure that the topics are in memory. A topic without a delta stands at 0.
    void load(eventstore::Connection& connection, std::vector<std::string> const& topics);
    Position& of(std::string const& topic) { return positions_[topic]; }
    void clear() { positions_.clear(); }

private:
    std::unordered_map<std::string, Position> positions_;
};

/// The live messages of one batch, in the making.
class LiveLog {
public:
    void add(eventstore::RecordedEvent const& cause, Deltas& deltas);
    /// The topic is to be read anew: something came into it that belongs before its last delta.
    void add_reread(std::string topic, Position position) {
        entries_.push_back({std::move(topic), position, {}, {}, true});
    }
    bool empty() const { return entries_.empty(); }

    /// The messages, each with the position of the topic's delta before it; those that were said
    /// before are left out.
    std::vector<eventstore::LiveMessage> messages(eventstore::Connection& connection,
                                                  TopicPositions& positions);
    /// Writes where the topics stand now, in the caller's transaction.
    void save(eventstore::Batch& batch) const;

private:
    struct Entry {
        std::string topic;
        Position position;
        std::string changes;  ///< JSON
        std::string cause;    ///< JSON
        bool is_reread = false;
    };
    static std::string body_of(Entry const& entry, Position previous);

    std::vector<Entry> entries_;
    std::unordered_map<std::string, Position> last_;
};

}  // namespace atelier::projections
