#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/crypto/master_key.hpp"
#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::eventstore {

/// People's keys, unwrapped, in memory: those that were used last. A person without a key was
/// erased: their data stays sealed. Thread-safe.
class KeyRing {
public:
    static constexpr std::size_t default_limit = 200'000;

    /// `url` is for loading keys that are not in memory yet, by `open`.
    KeyRing(crypto::MasterKey master, std::string url, std::size_t limit = default_limit);

    /// Makes a person's key, remembers it, and gives the secret that the append has to store.
    Secret create(UserId user);
    bool has(UserId user) const;
    /// Loads the key from the log's secrets; blocking.
    void load(Connection& connection, UserId user);

    /// Seals with a key that `has` said is there; a missing one is a bug.
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
    std::mutex loading_;
    Connection connection_;
};

}  // namespace atelier::eventstore
