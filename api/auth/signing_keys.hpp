#pragma once

#include <chrono>
#include <vector>

#include "api/auth/token.hpp"
#include "eventstore/crypto/master_key.hpp"
#include "eventstore/database/connection.hpp"

/// The keys that access tokens are signed with: secrets beside the log, wrapped by the master key,
/// so that every node has the same. Rotating adds one; nobody is signed out by it.
namespace atelier::api {

struct DatedKey {
    Timestamp made_at;
    SigningKey key;
};

/// A new key signs only after this time: by then every node that runs has seen it.
inline constexpr std::chrono::seconds signing_delay{10};

/// What a node does with the keys that there are.
struct KeysInForce {
    SigningKey signing;
    std::vector<PublicKey> accepted;  ///< the newest first
};

/// Of `keys`, the oldest first and at least one: the newest that is old enough signs; one that was
/// followed by another is accepted until the last token that it can have signed has expired.
KeysInForce keys_in_force(std::vector<DatedKey> const& keys, Timestamp now);

/// All keys, the oldest first; makes the first. Blocking; throws DatabaseError.
std::vector<DatedKey> load_signing_keys(eventstore::Connection& connection,
                                        crypto::MasterKey const& master);

/// Adds a key, and drops those that no node accepts any more. Blocking; throws DatabaseError.
DatedKey rotate_signing_keys(eventstore::Connection& connection, crypto::MasterKey const& master,
                             Timestamp now);

}  // namespace atelier::api
