#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/crypto/cipher.hpp"

namespace atelier::api {

/// The cursor of a row, by its sort key: opaque, and good for one `scope` (list and caller) only.
std::string seal_cursor(crypto::Key const& key, std::string_view scope,
                        std::vector<std::string> const& sort_key);

/// The sort key; nothing when we made no such cursor for that scope, or one of another number of
/// parts.
std::optional<std::vector<std::string>> open_cursor(crypto::Key const& key, std::string_view scope,
                                                    std::string_view cursor, std::size_t parts);

}  // namespace atelier::api
