#include "api/http/url.hpp"

#include <algorithm>

#include "api/http/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

// The target of a request: path and query. The first '?' parts them.

namespace atelier::fuzz {
namespace {

bool is_storable(std::string_view text) {
    return api::is_utf8(text) && text.find('\0') == std::string_view::npos;
}

void check_encoding(std::string_view text) {
    auto const encoded = api::percent_encode(text);
    auto const decoded = api::percent_decode(encoded);
    require(decoded.has_value() == is_storable(text), "not what is storable is decoded");
    require(!decoded || *decoded == text, "an encoded text decodes to another");
}

void check_path(std::string_view path) {
    auto const segments = api::split_path(path);
    if (!segments) return require(!segments.error().empty(), "a refused path has no reason");
    std::string again;
    for (auto const& segment : *segments) {
        require(is_storable(segment), "a segment is not storable");
        require(segment != "." && segment != "..", "a path goes elsewhere");
        again += '/' + api::percent_encode(segment);
    }
    auto const reread = api::split_path(again.empty() ? "/" : again);
    require(reread && *reread == *segments, "a path reads as another");
}

void check_query(std::string_view query) {
    auto const parameters = api::parse_query(query);
    if (!parameters) return require(!parameters.error().empty(), "a refused query has no reason");
    std::string again;
    for (auto const& [name, value] : *parameters) {
        require(!name.empty(), "a parameter has no name");
        require(is_storable(name) && is_storable(value), "a parameter is not storable");
        require(api::find_parameter(*parameters, name) != nullptr, "a parameter is not found");
        again += (again.empty() ? "" : "&") + api::percent_encode(name) + '=' +
                 api::percent_encode(value);
    }
    auto const reread = api::parse_query(again);
    require(reread && *reread == *parameters, "a query reads as another");
}

}  // namespace

void try_input(std::string_view bytes) {
    auto const path = bytes.substr(0, bytes.find('?'));
    check_path(path);
    check_query(bytes.substr(std::min(path.size() + 1, bytes.size())));
    check_encoding(bytes);
}

}  // namespace atelier::fuzz
