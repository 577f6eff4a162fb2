#include "eventstore/cache/state_cache.hpp"

namespace atelier::eventstore {

StateCache::StateCache(std::size_t capacity) : shard_capacity_(capacity / 16 + 1) {}

StateCache::Shard& StateCache::shard_of(StreamId const& stream) {
    return shards_[std::hash<StreamId>{}(stream) % shards_.size()];
}

std::optional<VersionedState> StateCache::find(StreamId const& stream) {
    auto& shard = shard_of(stream);
    std::lock_guard const lock{shard.mutex};
    auto const found = shard.places.find(stream);
    if (found == shard.places.end()) return std::nullopt;
    shard.order.splice(shard.order.begin(), shard.order, found->second);
    return found->second->second;
}

void StateCache::put(StreamId const& stream, VersionedState state) {
    auto& shard = shard_of(stream);
    std::lock_guard const lock{shard.mutex};
    auto const found = shard.places.find(stream);
    if (found != shard.places.end()) {
        if (found->second->second.version < state.version) found->second->second = std::move(state);
        return;
    }
    shard.order.emplace_front(stream, std::move(state));
    shard.places[stream] = shard.order.begin();
    if (shard.order.size() > shard_capacity_) {
        shard.places.erase(shard.order.back().first);
        shard.order.pop_back();
    }
}

void StateCache::forget(StreamId const& stream) {
    auto& shard = shard_of(stream);
    std::lock_guard const lock{shard.mutex};
    auto const found = shard.places.find(stream);
    if (found == shard.places.end()) return;
    shard.order.erase(found->second);
    shard.places.erase(found);
}

std::size_t StateCache::size() const {
    std::size_t size = 0;
    for (auto& shard : shards_) {
        std::lock_guard const lock{shard.mutex};
        size += shard.order.size();
    }
    return size;
}

}  // namespace atelier::eventstore
