#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/log/event_record.hpp"
#include "projections/core/delta.hpp"

namespace atelier::projections {

using eventstore::Position;

/// Another projector has said something in the same topic meanwhile: what was made of the batch is
/// void.
struct TopicMoved {};

/// The position of each topic's last delta, as far as it is in memory.
class TopicPositions {
public:
    static constexpr std::size_t limit = 100'000;

    /// Makes sure that the topics are in memory; those that other projectors write to as well are
    /// read each time. A topic without a delta stands at 0.
    void load(eventstore::Connection& connection, std::vector<std::string> const& topics);
    /// The database has no position of the topic: it need not be loaded.
    void expect_none(std::string topic) { positions_.try_emplace(std::move(topic), 0); }
    Position& of(std::string const& topic) { return positions_[topic]; }
    void clear() { positions_.clear(); }

private:
    std::unordered_map<std::string, Position> positions_;
};

/// The live messages of one batch, in the making.
class LiveLog {
public:
    /// A brief one is told of a backlog, and no changes.
    explicit LiveLog(bool is_brief = false) : is_brief_(is_brief) {}

    bool is_brief() const { return is_brief_; }
    /// A topic of which there is only told that it has changed is told so once.
    void add(eventstore::RecordedEvent const& cause, Deltas& deltas);
    /// The topic is to be read anew: something came into it that belongs before its last delta.
    void add_reread(std::string topic, Position position) {
        entries_.push_back({std::move(topic), position, {}, {}, true});
    }

    /// The messages of what was added since the last call, each with the position of the topic's
    /// delta before it; those that were said before are left out. What comes after a later delta of
    /// its topic is told as one that has to be read anew, at a position of its own that no event
    /// has to have.
    std::vector<eventstore::LiveMessage> messages(eventstore::Connection& connection,
                                                  TopicPositions& positions);
    /// Forgets what was added since the last messages were made.
    void drop_new();
    /// Writes where the topics stand now, in the caller's transaction, which must not be committed
    /// unless the statement answers as many rows as this returns (TopicMoved). 0: no statement.
    std::size_t save(eventstore::Batch& batch) const;

private:
    struct Entry {
        std::string topic;
        Position position;
        std::string changes;  ///< JSON
        std::string cause;    ///< JSON
        bool is_reread = false;
    };
    struct Move {
        Position from;
        Position to;
    };
    static std::string body_of(Entry const& entry, Position previous);
    void add_once(std::string const& topic, Position position);

    bool is_brief_;
    std::vector<Entry> entries_;  ///< not told yet
    /// Of the brief entries of topics that have no later one.
    std::unordered_map<std::string, std::size_t> places_;
    /// By all that was told; in an order, so that two projectors never deadlock.
    std::map<std::string, Move> moves_;
};

}  // namespace atelier::projections
