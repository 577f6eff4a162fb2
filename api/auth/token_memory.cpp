#include "api/auth/token_memory.hpp"

#include <cstring>

namespace atelier::api {

std::size_t RememberedTokens::Hash::operator()(crypto::Digest const& digest) const {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

std::optional<AccessClaims> RememberedTokens::find(crypto::Digest const& token) {
    auto& shard = shard_of(token);
    std::lock_guard lock(shard.mutex);
    auto found = shard.by_token.find(token);
    if (found == shard.by_token.end()) return std::nullopt;
    shard.by_use.splice(shard.by_use.begin(), shard.by_use, found->second);
    return found->second->claims;
}

void RememberedTokens::remember(crypto::Digest const& token, AccessClaims const& claims) {
    auto& shard = shard_of(token);
    std::lock_guard lock(shard.mutex);
    // Two threads may have checked the same token at once.
    if (shard_capacity_ == 0 || shard.by_token.contains(token)) return;
    if (shard.by_use.size() == shard_capacity_) {
        shard.by_token.erase(shard.by_use.back().token);
        shard.by_use.pop_back();
    }
    shard.by_use.push_front({token, claims});
    shard.by_token.emplace(token, shard.by_use.begin());
}

void RememberedTokens::forget(crypto::Digest const& token) {
    auto& shard = shard_of(token);
    std::lock_guard lock(shard.mutex);
    auto found = shard.by_token.find(token);
    if (found == shard.by_token.end()) return;
    shard.by_use.erase(found->second);
    shard.by_token.erase(found);
}

std::size_t RememberedTokens::size() const {
    std::size_t total = 0;
    for (auto const& shard : shards_) {
        std::lock_guard lock(shard.mutex);
        total += shard.by_use.size();
    }
    return total;
}

void RevokedSessions::add(SessionId session, Timestamp now) {
    Timestamp until{now.milliseconds + retention_.count()};
    std::unique_lock lock(mutex_);
    while (!by_age_.empty() && by_age_.front().until <= now) {
        auto found = until_.find(by_age_.front().session);
        // Revoked again since: the later revocation ends it.
        bool is_over = found != until_.end() && found->second <= now;
        if (is_over) until_.erase(found);
        by_age_.pop_front();
    }
    auto [place, is_new] = until_.try_emplace(session, until);
    if (!is_new && place->second < until) place->second = until;
    by_age_.push_back({session, until});
}

bool RevokedSessions::contains(SessionId session) const {
    std::shared_lock lock(mutex_);
    return until_.contains(session);
}

std::size_t RevokedSessions::size() const {
    std::shared_lock lock(mutex_);
    return until_.size();
}

}  // namespace atelier::api
