#include "api/core/accept.hpp"

#include <algorithm>

#include "api/http/message.hpp"

namespace atelier::api {
namespace {

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes what stands before the next `separator` off `rest`.
std::string_view take(std::string_view& rest, char separator) {
    auto const end = std::min(rest.find(separator), rest.size());
    auto const piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trimmed(piece);
}

/// 0: does not match; 1: `*/*`; 2: `text/*`; 3: `text/html`.
int closeness(std::string_view range, std::string_view type) {
    if (range == "*/*" || range == "*") return 1;
    if (equals_ignoring_case(range, type)) return 3;
    auto const slash = type.find('/');
    bool const is_family =
        range.ends_with("/*") && slash != std::string_view::npos &&
        equals_ignoring_case(range.substr(0, range.size() - 2), type.substr(0, slash));
    return is_family ? 2 : 0;
}

/// `q=0`, `q=0.0`…
bool is_zero_weight(std::string_view parameter) {
    if (!equals_ignoring_case(parameter.substr(0, 2), "q=")) return false;
    auto const weight = parameter.substr(2);
    return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool accepts_type(std::string_view accept, std::string_view type) {
    if (trimmed(accept).empty()) return true;
    type = trimmed(type.substr(0, type.find(';')));
    int closest = 0;
    bool is_allowed = false;
    while (!accept.empty()) {
        auto item = take(accept, ',');
        auto const range = take(item, ';');
        bool refused = false;
        while (!item.empty()) refused = is_zero_weight(take(item, ';')) || refused;
        auto const close = closeness(range, type);
        if (close == 0 || close < closest) continue;
        closest = close;
        is_allowed = !refused;
    }
    return is_allowed;
}

}  // namespace atelier::api
