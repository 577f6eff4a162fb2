#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/crypto/master_key.hpp"
#include "eventstore/crypto/signature.hpp"
#include "eventstore/log/chain.hpp"

/// Checkpoints: what the log was up to a position, signed, to be kept where nobody who can write to
/// the database can (docs/adr/0011). Whoever has one knows later whether the log still begins so.
namespace atelier::eventstore {

/// One line of JSON. All of it is signed but the name of the key.
struct Checkpoint {
    std::string log_id;  ///< a UUID
    Position position = 0;
    std::string hash;  ///< of the event there, and by it of all before: 64 hexadecimal digits
    Timestamp recorded_at;
    std::string key_id;     ///< which key signed: the first 16 digits of its point's SHA-256
    std::string signature;  ///< Ed25519, 128 hexadecimal digits
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (), (log_id, position, hash, recorded_at, key_id, signature))

/// What is signed, as text that any tool can make: `atelier checkpoint 1`, and then the first four
/// members, each on a line of its own that ends in a line feed.
std::string signed_text(Checkpoint const& checkpoint);

std::string key_id_of(crypto::PublicPoint const& point);

/// The checkpoint of the log's end, which must not be empty.
Checkpoint make_checkpoint(LogHead const& head, crypto::SigningSeed const& seed);
/// Whether the key made it, and nothing of it was changed.
bool is_signed_by(Checkpoint const& checkpoint, crypto::PublicPoint const& point);

std::string to_line(Checkpoint const& checkpoint);
/// Nothing when the line is no checkpoint.
std::optional<Checkpoint> checkpoint_from(std::string_view line);

/// The key that signs: a secret beside the log, wrapped by the master key. Made when first asked
/// for; it is never changed, since what it signed is kept for years. Throws DatabaseError.
crypto::SigningSeed checkpoint_seed(Connection& connection, crypto::MasterKey const& master);

}  // namespace atelier::eventstore
