#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

#include "api/auth/token.hpp"
#include "eventstore/crypto/cipher.hpp"

/// What a TokenVerifier remembers. Both classes are thread-safe.
namespace atelier::api {

/// The claims of tokens whose signature held, by the SHA-256 of the whole token: at most `capacity`
/// (rounded down to a multiple of `shard_count`), per shard the least recently used going first.
/// Says nothing of time or revocation: the caller checks both, also on what it finds here.
class RememberedTokens {
public:
    static constexpr std::size_t shard_count = 16;

    explicit RememberedTokens(std::size_t capacity) : shard_capacity_(capacity / shard_count) {}

    std::optional<AccessClaims> find(crypto::Digest const& token);
    void remember(crypto::Digest const& token, AccessClaims const& claims);
    void forget(crypto::Digest const& token);
    std::size_t size() const;

private:
    struct Hash {
        std::size_t operator()(crypto::Digest const& digest) const;
    };
    struct Entry {
        crypto::Digest token;
        AccessClaims claims;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::list<Entry> by_use;  ///< the most recent first
        std::unordered_map<crypto::Digest, std::list<Entry>::iterator, Hash> by_token;
    };

    /// The map uses the first bytes of the digest, so the shard is chosen by its last.
    Shard& shard_of(crypto::Digest const& token) { return shards_[token.back() % shard_count]; }

    std::size_t shard_capacity_;
    std::array<Shard, shard_count> shards_;
};

/// Sessions whose tokens must not be taken any more, each for `retention` after its revocation.
/// Not bounded in number, since to drop one would let it in again: 100 revocations a second, more
/// than there can be sign-ins, are 40 MB in an hour.
class RevokedSessions {
public:
    explicit RevokedSessions(std::chrono::milliseconds retention) : retention_(retention) {}

    void add(SessionId session, Timestamp now);
    bool contains(SessionId session) const;
    std::size_t size() const;

private:
    struct Revocation {
        SessionId session;
        Timestamp until;
    };

    std::chrono::milliseconds retention_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<SessionId, Timestamp> until_;
    std::deque<Revocation> by_age_;  ///< the oldest first; one for every call of `add`
};

}  // namespace atelier::api
