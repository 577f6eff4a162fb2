#include "api/core/epoch_tags.hpp"

#include <algorithm>

namespace atelier::api {
namespace {

constexpr std::size_t mark_length = 8;

/// None in the first epoch.
std::string mark_of(eventstore::LogEpoch const& epoch) {
    return epoch.is_first ? "" : '-' + epoch.id.substr(0, mark_length);
}

/// What stands between two quotation marks.
std::string taken(std::string const& tag, std::string const& mark, char const* never) {
    bool const fits = mark.empty() ? !tag.contains('-') : tag.ends_with(mark);
    if (fits) return tag.substr(0, tag.size() - mark.size());
    bool const begins_with_digit = !tag.empty() && tag.front() >= '0' && tag.front() <= '9';
    bool const is_version =
        begins_with_digit && tag.find_first_not_of("0123456789abcdef-") == std::string::npos;
    return is_version ? never : tag;
}

std::string taken_list(std::string const& list, std::string const& mark, char const* never) {
    std::string result;
    std::size_t done = 0;
    while (true) {
        auto const open = list.find('"', done);
        auto const close = open == std::string::npos ? open : list.find('"', open + 1);
        if (close == std::string::npos) return result + list.substr(done);
        result += list.substr(done, open - done) + '"';
        result += taken(list.substr(open + 1, close - open - 1), mark, never) + '"';
        done = close + 1;
    }
}

}  // namespace

void take_tags(Request& request, eventstore::LogEpoch const& epoch) {
    for (auto& [name, value] : request.headers) {
        // A command wants a number; and a board's position may be 0.
        if (equals_ignoring_case(name, "if-match"))
            value = taken_list(value, mark_of(epoch), "0");
        else if (equals_ignoring_case(name, "if-none-match"))
            value = taken_list(value, mark_of(epoch), "of another epoch");
    }
}

void mark_tag(Response& response, eventstore::LogEpoch const& epoch) {
    if (epoch.is_first) return;
    for (auto& [name, value] : response.headers) {
        if (name == "ETag" && value.ends_with('"')) value.insert(value.size() - 1, mark_of(epoch));
    }
}

}  // namespace atelier::api
