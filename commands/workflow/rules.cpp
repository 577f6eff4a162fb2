#include "commands/workflow/rules.hpp"

#include <algorithm>

#include "commands/core/folded.hpp"

namespace atelier::commands {
namespace {

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

template <class Item, class AnyId>
bool has_name(std::vector<Item> const& items, std::string_view name, AnyId except) {
    auto const wanted = folded(name);
    return std::ranges::any_of(
        items, [&](Item const& item) { return item.id != except && folded(item.name) == wanted; });
}

}  // namespace

void check_colour(std::optional<Rejection>& problems, std::string_view colour) {
    bool const fits = colour.size() == 7 && colour.front() == '#' &&
                      std::ranges::all_of(colour.substr(1), is_hex_digit);
    if (!fits) add_problem(problems, "colour", "must be `#` and six lower-case hex digits");
}

void check_wip_limit(std::optional<Rejection>& problems, std::int64_t limit) {
    if (limit < 1 || limit > greatest_wip_limit) {
        add_problem(problems, "wip_limit",
                    "must be from 1 to " + std::to_string(greatest_wip_limit));
    }
}

bool has_status(project::State const& project, std::string_view name, StatusId except) {
    return has_name(project.statuses, name, except);
}

bool has_label(project::State const& project, std::string_view name, LabelId except) {
    return has_name(project.labels, name, except);
}

}  // namespace atelier::commands
