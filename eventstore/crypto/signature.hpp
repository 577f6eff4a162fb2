#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Ed25519 (RFC 8032), pure, over OpenSSL. Any thread; throws std::runtime_error only when OpenSSL
/// itself fails. One check costs about 0.13 ms of a core.
namespace atelier::crypto {

inline constexpr std::size_t signature_bytes = 64;

using SigningSeed = std::array<std::uint8_t, 32>;  ///< the private key of RFC 8032 §5.1.5
using PublicPoint = std::array<std::uint8_t, 32>;  ///< the public key, encoded
using Signature = std::array<std::uint8_t, signature_bytes>;

PublicPoint public_point(SigningSeed const& seed);
Signature sign(SigningSeed const& seed, std::string_view message);
/// False for any signature that is not 64 bytes or not of this message by this key.
bool verify_signature(PublicPoint const& point, std::string_view message,
                      std::string_view signature);

/// The public key as everybody's tools read it (`openssl pkey -pubin`): PEM of RFC 8410.
std::string public_key_pem(PublicPoint const& point);
/// Nothing when the text is no such key, or not one for Ed25519.
std::optional<PublicPoint> public_point_from_pem(std::string_view pem);

}  // namespace atelier::crypto
