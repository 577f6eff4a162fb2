#include <algorithm>

#include "api/core/sealed_cursor.hpp"
#include "tests/fuzz/fuzz.hpp"

// Cursors: the first byte chooses between a text that somebody made up and one of ours with bytes
// changed, of the sort key in the lines that follow.

namespace atelier::fuzz {
namespace {

constexpr std::string_view scope = "0199aaaa-0000-7000-8000-000000000000/api/v1/workspaces";
constexpr std::size_t most_parts = 6;

crypto::Key const& key() {
    static crypto::Key const made = crypto::random_key();
    return made;
}

void check_made_up(std::string_view text) {
    for (std::size_t parts = 0; parts <= most_parts; ++parts)
        require(!api::open_cursor(key(), scope, text, parts), "a made up cursor is taken");
}

std::vector<std::string> sort_key_of(Input& input, std::size_t parts) {
    std::vector<std::string> sort_key;
    while (sort_key.size() < parts) {
        std::string part{input.line()};
        // What comes from rows is text.
        for (char& c : part) c = static_cast<char>(std::max(c & 0x7F, 1));
        sort_key.push_back(std::move(part));
    }
    return sort_key;
}

void check_ours(Input& input) {
    auto const parts = 1 + input.byte() % most_parts;
    auto const place = input.number(2);
    auto const change = input.byte();
    auto const sort_key = sort_key_of(input, parts);
    auto cursor = api::seal_cursor(key(), scope, sort_key);
    require(api::open_cursor(key(), scope, cursor, parts) == sort_key, "our cursor is refused");
    require(!api::open_cursor(key(), scope, cursor, parts + 1),
            "a cursor of another form is taken");
    require(!api::open_cursor(key(), "elsewhere", cursor, parts), "another list's cursor is taken");
    if (change == 0) return;
    auto& changed = cursor[place % cursor.size()];
    changed = static_cast<char>(changed ^ change);
    require(!api::open_cursor(key(), scope, cursor, parts), "a changed cursor is taken");
}

}  // namespace

void try_input(std::string_view bytes) {
    Input input{bytes};
    if (input.byte() % 2 == 0) return check_made_up(input.rest());
    check_ours(input);
}

}  // namespace atelier::fuzz
