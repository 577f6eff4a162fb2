#pragma once

#include <string_view>

namespace atelier::api {

/// RFC 3629: shortest forms only, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace atelier::api
