#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::commands::trello {

/// At most `length` code points of UTF-8 text; what is longer ends in `…`, which counts.
std::string cut_to_length(std::string_view text, std::size_t length);
/// At most `size` bytes of UTF-8 text, never ending within a code point.
std::string_view cut_to_size(std::string_view text, std::size_t size);
bool is_longer_than(std::string_view text, std::size_t length);
bool is_blank(std::string_view text);

/// A title as tasks can have it: within the limit, and `Untitled card` when blank.
std::string title_of(std::string_view card_name);
/// The same for names of statuses, labels and boards.
std::string name_of(std::string_view name, std::string_view when_blank);

struct ChecklistItem {
    std::string text;
    bool done = false;
};

struct Checklist {
    std::string name;
    std::vector<ChecklistItem> items;
};

/// The heading `### name` and one line `- [ ] item` or `- [x] item` each.
std::string to_markdown(Checklist const& checklist);

/// The parts that are not blank, with an empty line between them.
std::string join_paragraphs(std::vector<std::string> const& parts);

/// Trello's palette as `#rrggbb`: `green`, `blue_dark`, `sky_light`; a neutral grey for an empty or
/// unknown name.
std::string colour_of(std::string_view trello_name);
bool is_known_colour(std::string_view trello_name);
/// What a label without a name is called: `Green`, `Dark blue`, `No colour`.
std::string name_of_colour(std::string_view trello_name);

}  // namespace atelier::commands::trello
