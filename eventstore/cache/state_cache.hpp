#pragma once

#include <array>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "domain/events.hpp"

namespace atelier::eventstore {

/// A stream as of a version; version 0 is a stream without events.
struct VersionedState {
    std::int64_t version = 0;
    std::shared_ptr<AnyState const> state;
};

/// The states that this node decided on last: a bounded LRU. What it holds may be behind the log
/// (another node wrote): the append's guards find that out. Thread-safe.
class StateCache {
public:
    explicit StateCache(std::size_t capacity = 100'000);

    std::optional<VersionedState> find(StreamId const& stream);
    /// Keeps the newer of what is there and `state`.
    void put(StreamId const& stream, VersionedState state);
    void forget(StreamId const& stream);
    std::size_t size() const;

private:
    struct Shard {
        std::mutex mutex;
        std::list<std::pair<StreamId, VersionedState>> order;  // the last used first
        std::unordered_map<StreamId, decltype(order)::iterator> places;
    };
    Shard& shard_of(StreamId const& stream);

    std::size_t shard_capacity_;
    mutable std::array<Shard, 16> shards_;
};

}  // namespace atelier::eventstore
