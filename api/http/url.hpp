#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::api {

/// Names and values in the order of the query; a name may occur more than once.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// The errors are sentences for the client, without the offending text.

/// RFC 3986 §2.1, strict: '%' must be followed by two hexadecimal digits, and what comes out must
/// be UTF-8 without NUL.
std::expected<std::string, std::string> percent_decode(std::string_view text);

/// Encodes all but the unreserved characters of RFC 3986 §2.3: fit for one path segment or one
/// query value.
std::string percent_encode(std::string_view text);

/// "/a/b%20c" → {"a", "b c"}. Each segment is decoded on its own, so an encoded '/' stays inside
/// its segment. "/" has no segments; a trailing or doubled '/' makes an empty one; "." and ".." are
/// refused.
std::expected<std::vector<std::string>, std::string> split_path(std::string_view path);

/// "a=1&b=x+y&a=2" → the three pairs, '+' being a space as in forms. Strict like `percent_decode`;
/// "a" is "a="; an empty piece ("a=1&&b=2") or an empty name is refused. The empty query has no
/// parameters.
std::expected<QueryParameters, std::string> parse_query(std::string_view query);

/// The value of the first parameter with that name, null when there is none.
std::string const* find_parameter(QueryParameters const& parameters, std::string_view name);

}  // namespace atelier::api
