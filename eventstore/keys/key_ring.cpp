#include "eventstore/keys/key_ring.hpp"

#include "eventstore/crypto/cipher.hpp"
#include "schemas/codec/base64.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
KeyRing::KeyRing(crypto::MasterKey const& master, std::string url, std::size_t limit)
    : master_(master), limit_(limit), connection_(std::move(url)) {}

Secret KeyRing::create(UserId user) {
    auto const wrapped = master_.wrap(crypto::random_key(), to_text(user));
    remember(user, wrapped);
    return {person_key_kind, to_text(user), wrapped};
}

bool KeyRing::has(UserId user) const { return find(user).has_value(); }

void KeyRing::load(Connection& connection, UserId user) {
    auto const rows = connection.run(sql::log_find_secret, person_key_kind, to_text(user));
    if (rows.empty()) return;
    // Overwritten by the erasure, if not removed yet.
    auto const wrapped = rows.bytes(0, 0);
    if (!wrapped.empty()) remember(user, wrapped);
}

void KeyRing::forget(UserId user) {
    std::lock_guard const lock{mutex_};
    forgotten_.insert(user);
    auto const known = places_.find(user);
    if (known == places_.end()) return;
    keys_.erase(known->second);
    places_.erase(known);
}

bool KeyRing::is_forgotten(UserId user) const {
    std::lock_guard const lock{mutex_};
    return forgotten_.contains(user);
}

std::string KeyRing::seal(UserId subject, std::string_view plain) const {
    auto const key = find(subject);
    if (!key) throw KeyGone("the key of person " + to_text(subject) + " is not there");
    return codec::base64_encode(crypto::seal(*key, plain, to_text(subject)));
}

Sealer KeyRing::sealer() const {
    return [this](UserId subject, std::string_view plain) { return seal(subject, plain); };
}

std::optional<std::string> KeyRing::open_json(UserId subject, Sealed const& sealed) {
    auto key = find(subject);
    if (!key && !is_forgotten(subject)) {
        std::lock_guard const lock{loading_};
        load(connection_, subject);
        key = find(subject);
    }
    auto const bytes = codec::base64_decode(sealed.ciphertext);
    if (!key || !bytes) return std::nullopt;
    return crypto::open(*key, *bytes, to_text(subject));
}

std::optional<crypto::Key> KeyRing::find(UserId user) const {
    std::lock_guard const lock{mutex_};
    auto const found = places_.find(user);
    if (found == places_.end()) return std::nullopt;
    keys_.splice(keys_.begin(), keys_, found->second);
    return found->second->second;
}

void KeyRing::remember(UserId user, std::string const& wrapped) {
    auto const key = master_.unwrap(wrapped, to_text(user));
    if (!key)
        throw DatabaseError(
            "the key of person " + to_text(user) + " was wrapped by another master key", "", false);
    std::lock_guard const lock{mutex_};
    if (forgotten_.contains(user)) return;
    if (auto const known = places_.find(user); known != places_.end()) {
        known->second->second = *key;
        return;
    }
    keys_.emplace_front(user, *key);
    places_[user] = keys_.begin();
    if (keys_.size() > limit_) {
        places_.erase(keys_.back().first);
        keys_.pop_back();
    }
}

}  // namespace atelier::eventstore
