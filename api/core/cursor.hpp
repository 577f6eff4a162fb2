#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "api/core/query_route.hpp"

namespace atelier::api {

/// Which part of a list is asked for: the `limit` rows after the key of the last row that the
/// client has.
struct Page {
    int limit;
    std::vector<std::string> after;  ///< the sort key of the last row; empty: from the start
    crypto::Key const* key;
    std::string scope;

    std::string after_text(std::size_t part) const { return after.empty() ? "" : after.at(part); }
    Uuid after_id(std::size_t part) const {
        return after.empty() ? Uuid{} : uuid_from_text(after.at(part)).value_or(Uuid{});
    }
    std::int64_t after_number(std::size_t part, std::int64_t at_start) const;
    /// The position at which the list began, of every page but the first.
    std::optional<std::int64_t> began(std::size_t part) const {
        return after.empty() ? std::nullopt : std::optional{after_number(part, 0)};
    }

    /// The answer for `rows`, of which one more than `limit` was asked for: with it there is a next
    /// page.
    template <class View, class KeyOf>
    QueryAnswer answer(std::vector<View> rows, KeyOf key_of) const {
        QueryAnswer result;
        if (rows.size() > static_cast<std::size_t>(limit)) {
            rows.resize(static_cast<std::size_t>(limit));
            result.meta.next_cursor = cursor_for(key_of(rows.back()));
        }
        result.data = codec::to_json(rows);
        return result;
    }

    std::string cursor_for(std::vector<std::string> const& sort_key) const;
};

/// Reads `?limit=` and `?cursor=`. A cursor is opaque and signed, and good for the list (path) and
/// caller that it was made for; anything else is answered 400.
std::expected<Page, Response> page_of(Exchange const& exchange, std::size_t key_parts);

std::vector<QueryParameter> page_parameters();

}  // namespace atelier::api
