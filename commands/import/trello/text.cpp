#include "commands/import/trello/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "commands/import/imported_board.hpp"

namespace atelier::commands::trello {
namespace {

constexpr std::string_view neutral_grey = "#b3b9c4";

struct Colour {
    std::string_view name, normal, light, dark;
};

/// The colours of Trello's labels as its board shows them, each in three shades.
constexpr std::array<Colour, 10> palette{{
    {"green", "#4bce97", "#baf3db", "#1f845a"},
    {"yellow", "#f5cd47", "#f8e6a0", "#946f00"},
    {"orange", "#fea362", "#fedec8", "#c25100"},
    {"red", "#f87168", "#ffd5d2", "#c9372c"},
    {"purple", "#9f8fef", "#dfd8fd", "#6e5dc6"},
    {"blue", "#579dff", "#cce0ff", "#0c66e4"},
    {"sky", "#6cc3e0", "#c6edfb", "#227d9b"},
    {"lime", "#94c748", "#d3f1a7", "#5b7f24"},
    {"pink", "#e774bb", "#fdd0ec", "#ae4787"},
    {"black", "#8590a2", "#dcdfe4", "#626f86"},
}};

bool continues_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Where the code point number `length` (from 0) begins, or npos when the text is not that long.
std::size_t offset_of_code_point(std::string_view text, std::size_t length) {
    for (std::size_t offset = 0; offset < text.size(); ++offset) {
        if (continues_code_point(text[offset])) continue;
        if (length-- == 0) return offset;
    }
    return std::string_view::npos;
}

std::string_view find_colour(std::string_view trello_name) {
    auto const dash = trello_name.find('_');
    auto const base = trello_name.substr(0, dash);
    auto const shade = dash == std::string_view::npos ? "" : trello_name.substr(dash + 1);
    auto const found = std::ranges::find(palette, base, &Colour::name);
    if (found == palette.end()) return "";
    if (shade == "light") return found->light;
    if (shade == "dark") return found->dark;
    return shade.empty() ? found->normal : "";
}

std::string on_one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

}  // namespace

std::string cut_to_length(std::string_view text, std::size_t length) {
    if (!is_longer_than(text, length)) return std::string(text);
    return std::string(text.substr(0, offset_of_code_point(text, length - 1))) + "…";
}

std::string_view cut_to_size(std::string_view text, std::size_t size) {
    if (text.size() <= size) return text;
    while (size > 0 && continues_code_point(text[size])) --size;
    return text.substr(0, size);
}

bool is_longer_than(std::string_view text, std::size_t length) {
    return offset_of_code_point(text, length) != std::string_view::npos;
}

bool is_blank(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return std::isspace(c); });
}

std::string title_of(std::string_view card_name) {
    if (is_blank(card_name)) return "Untitled card";
    return cut_to_length(card_name, max_imported_title_length);
}

std::string name_of(std::string_view name, std::string_view when_blank) {
    return cut_to_length(is_blank(name) ? when_blank : name, max_imported_name_length);
}

std::string to_markdown(Checklist const& checklist) {
    auto const name = on_one_line(checklist.name);
    std::string markdown = "### " + (is_blank(name) ? "Checklist" : name);
    if (!checklist.items.empty()) markdown += '\n';
    for (auto const& item : checklist.items) {
        markdown += item.done ? "\n- [x] " : "\n- [ ] ";
        markdown += on_one_line(item.text);
    }
    return markdown;
}

std::string join_paragraphs(std::vector<std::string> const& parts) {
    std::string joined;
    for (auto const& part : parts) {
        if (is_blank(part)) continue;
        if (!joined.empty()) joined += "\n\n";
        joined += part;
    }
    return joined;
}

std::string colour_of(std::string_view trello_name) {
    auto const colour = find_colour(trello_name);
    return std::string(colour.empty() ? neutral_grey : colour);
}

bool is_known_colour(std::string_view trello_name) { return !find_colour(trello_name).empty(); }

std::string name_of_colour(std::string_view trello_name) {
    if (is_blank(trello_name)) return "No colour";
    if (!is_known_colour(trello_name)) return std::string(trello_name);
    auto const dash = trello_name.find('_');
    std::string name(trello_name.substr(0, dash));
    if (dash != std::string_view::npos)
        name = std::string(trello_name.substr(dash + 1)) + ' ' + name;
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

}  // namespace atelier::commands::trello
