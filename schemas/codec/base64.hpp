#pragma once

#include <optional>
#include <string>
#include <string_view>

/// RFC 4648. Decoding is strict: only what encoding writes is accepted (no white space, exact
/// padding, no stray bits in the last character), so that one value has one text.
namespace atelier::codec {

/// Standard alphabet, padded with `=`.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

/// URL-safe alphabet (`-`, `_`), without padding.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace atelier::codec
