#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/crypto/master_key.hpp"
#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::eventstore {

/// Of the log's secrets: a person's key, wrapped by the master key. Empty once they are erased.
inline constexpr auto person_key_kind = "person_key";

/// Something is to be sealed for a person whose key is not there (any more): they were erased
/// meanwhile, or the ring is too small for everybody who is at work.
class KeyGone : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// People's keys, unwrapped, in memory: those that were used last. A person without a key was
/// erased: their data stays sealed. Thread-safe.
class KeyRing {
public:
    static constexpr std::size_t default_limit = 200'000;

    /// `url` is for loading keys that are not in memory yet, by `open`.
    KeyRing(crypto::MasterKey const& master, std::string url, std::size_t limit = default_limit);

    /// Makes a person's key, remembers it, and gives the secret that the append has to store.
    Secret create(UserId user);
    bool has(UserId user) const;
    /// Loads the key from the log's secrets; blocking.
    void load(Connection& connection, UserId user);

    /// The person was erased: from now on this ring neither has nor takes their key. The stored one
    /// is not its business.
    void forget(UserId user);
    bool is_forgotten(UserId user) const;

    /// Seals with a key that `has` said is there; throws KeyGone.
    std::string seal(UserId subject, std::string_view plain) const;
    Sealer sealer() const;

    /// The plain JSON, or nothing when the person was erased. Loads the key when needed: blocking.
    std::optional<std::string> open_json(UserId subject, Sealed const& sealed);

    template <class T>
    std::optional<T> open(Personal<T> const& personal) {
        if (auto const* value = personal.value()) return *value;
        auto const json = open_json(personal.subject, std::get<Sealed>(personal.content));
        if (!json) return std::nullopt;
        auto value = codec::from_json<T>(*json);
        if (!value) return std::nullopt;
        return std::move(*value);
    }

    crypto::MasterKey const& master() const { return master_; }

private:
    std::optional<crypto::Key> find(UserId user) const;
    void remember(UserId user, std::string const& wrapped);

    using Keys = std::list<std::pair<UserId, crypto::Key>>;

    crypto::MasterKey master_;
    std::size_t limit_;
    mutable std::mutex mutex_;
    // Looking a key up is a use: what `has` has just found is there for `seal`.
    mutable Keys keys_;  // the last used first
    std::unordered_map<UserId, Keys::iterator> places_;
    std::unordered_set<UserId> forgotten_;  // 16 bytes for each erasure while the process runs
    std::mutex loading_;
    Connection connection_;
};

}  // namespace atelier::eventstore
