#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// AES-256-GCM, SHA-256, HMAC and HKDF over OpenSSL. Everything here may be called from any thread
/// and throws std::runtime_error only when OpenSSL itself fails (out of memory, broken install).
namespace atelier::crypto {

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t nonce_bytes = 12;
inline constexpr std::size_t tag_bytes = 16;
/// How much longer a sealed text is than the plain one.
inline constexpr std::size_t sealing_overhead_bytes = nonce_bytes + tag_bytes;

using Key = std::array<std::uint8_t, key_bytes>;
using Digest = std::array<std::uint8_t, 32>;

Key random_key();

/// AES-256-GCM under a fresh random nonce: nonce || ciphertext || tag, raw bytes. `associated` is
/// not stored, but must be the same to open. One key seals at most 2^32 texts (NIST SP 800-38D).
std::string seal(Key const& key, std::string_view plain, std::string_view associated);
/// The plain text, or nothing when the key or `associated` is another or a byte was changed.
std::optional<std::string> open(Key const& key, std::string_view sealed,
                                std::string_view associated);

Digest sha256(std::string_view data);
Digest hmac_sha256(Key const& key, std::string_view data);
/// A key of its own for one purpose: HKDF-Expand with SHA-256 (RFC 5869 §2.3). The extract step
/// is left out, as §3.3 allows, because `key` must already be uniformly random.
Key hkdf(Key const& key, std::string_view info);

/// Takes the same time wherever the texts differ; only their lengths are no secret.
bool equal_in_constant_time(std::string_view left, std::string_view right);

/// Overwrites a secret in a way that the compiler keeps.
void wipe(std::span<std::uint8_t> secret);

/// Lower-case hex digits.
std::string hex_encode(std::string_view bytes);
std::string hex_encode(std::span<std::uint8_t const> bytes);
/// Raw bytes, or nothing when a character is no hex digit (either case) or their number is odd.
std::optional<std::string> hex_decode(std::string_view digits);

/// The same bytes as text, for digests and keys; valid as long as `bytes` is.
std::string_view as_text(std::span<std::uint8_t const> bytes);

}  // namespace atelier::crypto
