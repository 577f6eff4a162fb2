#include "api/http/message.hpp"

#include <algorithm>

namespace atelier::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::optional<std::string_view> given_in(HeaderList const& headers, std::string_view name) {
    for (auto const& [key, value] : headers) {
        if (equals_ignoring_case(key, name)) return value;
    }
    return std::nullopt;
}

}  // namespace

bool equals_ignoring_case(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view find_header(HeaderList const& headers, std::string_view name) {
    return given_in(headers, name).value_or(std::string_view{});
}

std::optional<std::string_view> Request::given_header(std::string_view name) const {
    return given_in(headers, name);
}

}  // namespace atelier::api
