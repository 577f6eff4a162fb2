#include "api/core/cursor.hpp"

#include <charconv>

#include "eventstore/crypto/cipher.hpp"
#include "schemas/codec/base64.hpp"

namespace atelier::api {
namespace {

crypto::Key const& cursor_key(Services const& services) {
    // One installation has one master key, so the key is derived once.
    static crypto::Key const key = services.engine.keys.master().derive("cursors");
    return key;
}

}  // namespace

std::int64_t Page::after_number(std::size_t part, std::int64_t at_start) const {
    if (after.empty()) return at_start;
    std::int64_t number = at_start;
    std::from_chars(after.at(part).data(), after.at(part).data() + after.at(part).size(), number);
    return number;
}

std::string Page::cursor_for(std::vector<std::string> const& sort_key) const {
    return codec::base64url_encode(crypto::seal(*key, codec::to_json(sort_key), scope));
}

std::expected<Page, Response> page_of(Exchange const& exchange, std::size_t key_parts) {
    auto const limit = limit_of(exchange);
    if (!limit) return std::unexpected(limit.error());
    Page page{*limit,
              {},
              &cursor_key(exchange.services),
              to_text(exchange.user()) + exchange.request.path};
    auto const* cursor = find_parameter(exchange.query, "cursor");
    if (!cursor) return page;
    auto const sealed = codec::base64url_decode(*cursor);
    auto const json = sealed ? crypto::open(*page.key, *sealed, page.scope) : std::nullopt;
    auto const key =
        json ? codec::from_json<std::vector<std::string>>(*json)
             : std::expected<std::vector<std::string>, std::vector<codec::FieldError>>{};
    if (!json || !key || key->size() != key_parts) {
        return std::unexpected(failure(400, "malformed_request", "cursor is none of this list.",
                                       exchange.request.id, {{"cursor", "is none of this list"}}));
    }
    page.after = *key;
    return page;
}

std::vector<QueryParameter> page_parameters() {
    return {{"limit", "How many, at most",
             R"({"type":"integer","minimum":1,"maximum":200,"default":50})"},
            {"cursor", "`meta.next_cursor` of the page before", R"({"type":"string"})"}};
}

}  // namespace atelier::api
