#pragma once

#include <string>
#include <string_view>

namespace atelier::api {

/// Whether an Accept-Encoding header allows gzip (RFC 9110 §12.5.3, `q=0` refuses). Empty does not.
bool accepts_gzip(std::string_view accept_encoding);
/// The same of any coding, by one of its names or by `*`.
bool accepts_coding(std::string_view accept_encoding, std::string_view name,
                    std::string_view other_name = {});

/// One gzip member (RFC 1952), level 1 (fast) to 9 (small). To keep a ready answer compressed, send
/// this with the header `Content-Encoding: gzip` to clients that accept it: the server leaves an
/// encoded body alone.
std::string gzip(std::string_view text, int level);

}  // namespace atelier::api
