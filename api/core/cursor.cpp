#include "api/core/cursor.hpp"

#include <charconv>

#include "api/core/sealed_cursor.hpp"

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
    return seal_cursor(*key, scope, sort_key);
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
    auto after = open_cursor(*page.key, page.scope, *cursor, key_parts);
    if (!after) {
        return std::unexpected(failure(400, "malformed_request", "cursor is none of this list.",
                                       exchange.request.id, {{"cursor", "is none of this list"}}));
    }
    page.after = std::move(*after);
    return page;
}

std::vector<QueryParameter> page_parameters() {
    return {{"limit", "How many, at most",
             R"({"type":"integer","minimum":1,"maximum":200,"default":50})"},
            {"cursor", "`meta.next_cursor` of the page before", R"({"type":"string"})"}};
}

}  // namespace atelier::api
