#include "eventstore/log/checkpoint.hpp"

#include "eventstore/crypto/cipher.hpp"
#include "schemas/codec/json.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr auto kind = "checkpoint_key";
constexpr auto name = "1";
constexpr std::size_t key_id_digits = 16;
constexpr std::size_t hash_digits = 64;

bool is_hexadecimal(std::string_view text, std::size_t digits) {
    return text.size() == digits && crypto::hex_decode(text).has_value();
}

}  // namespace

std::string signed_text(Checkpoint const& checkpoint) {
    return "atelier checkpoint 1\n" + checkpoint.log_id + "\n" +
           std::to_string(checkpoint.position) + "\n" + checkpoint.hash + "\n" +
           to_text(checkpoint.recorded_at) + "\n";
}

std::string key_id_of(crypto::PublicPoint const& point) {
    return crypto::hex_encode(crypto::sha256(crypto::as_text(point))).substr(0, key_id_digits);
}

Checkpoint make_checkpoint(LogHead const& head, crypto::SigningSeed const& seed) {
    Checkpoint checkpoint{head.log_id,
                          head.position,
                          crypto::hex_encode(head.hash),
                          head.recorded_at,
                          key_id_of(crypto::public_point(seed)),
                          {}};
    checkpoint.signature = crypto::hex_encode(crypto::sign(seed, signed_text(checkpoint)));
    return checkpoint;
}

bool is_signed_by(Checkpoint const& checkpoint, crypto::PublicPoint const& point) {
    auto const signature = crypto::hex_decode(checkpoint.signature);
    return signature && crypto::verify_signature(point, signed_text(checkpoint), *signature);
}

std::string to_line(Checkpoint const& checkpoint) { return codec::to_json(checkpoint); }

std::optional<Checkpoint> checkpoint_from(std::string_view line) {
    auto checkpoint = codec::from_json<Checkpoint>(line);
    if (!checkpoint) return std::nullopt;
    bool const is_whole = uuid_from_text(checkpoint->log_id) && checkpoint->position > 0 &&
                          is_hexadecimal(checkpoint->hash, hash_digits);
    if (!is_whole) return std::nullopt;
    return std::move(*checkpoint);
}

crypto::SigningSeed checkpoint_seed(Connection& connection, crypto::MasterKey const& master) {
    auto rows = connection.run(sql::log_find_secret, kind, name);
    if (rows.empty()) {
        // Whoever comes first at the same time has made it; all read what that one wrote.
        connection.run(sql::log_add_secret, kind, name,
                       bytes_parameter(master.wrap(crypto::random_key(), kind)));
        rows = connection.run(sql::log_find_secret, kind, name);
    }
    auto const seed = master.unwrap(rows.bytes(0, 0), kind);
    if (!seed) {
        throw DatabaseError("the key for checkpoints was wrapped by another master key", "", false);
    }
    return *seed;
}

}  // namespace atelier::eventstore
