#include "api/core/sealed_cursor.hpp"

#include "schemas/codec/base64.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {

std::string seal_cursor(crypto::Key const& key, std::string_view scope,
                        std::vector<std::string> const& sort_key) {
    return codec::base64url_encode(crypto::seal(key, codec::to_json(sort_key), scope));
}

std::optional<std::vector<std::string>> open_cursor(crypto::Key const& key, std::string_view scope,
                                                    std::string_view cursor, std::size_t parts) {
    auto const sealed = codec::base64url_decode(cursor);
    auto const json = sealed ? crypto::open(key, *sealed, scope) : std::nullopt;
    if (!json) return std::nullopt;
    auto sort_key = codec::from_json<std::vector<std::string>>(*json);
    if (!sort_key || sort_key->size() != parts) return std::nullopt;
    return std::move(*sort_key);
}

}  // namespace atelier::api
