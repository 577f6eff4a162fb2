#include "commands/import/status_category.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace atelier::commands {
namespace {

constexpr std::array stocks{"backlog",  "icebox",   "idea",    "ideas", "inbox",
                            "planned",  "requests", "someday", "todo",  "todos",
                            "upcoming", "wishlist", "geplant", "ideen", "offen"};
constexpr std::array ends{
    "abandoned",   "accepted",  "archive",       "archived",  "canceled",   "cancelled",
    "closed",      "complete",  "completed",     "declined",  "delivered",  "deployed",
    "done",        "finished",  "fixed",         "live",      "merged",     "published",
    "rejected",    "released",  "resolved",      "shipped",   "abgelehnt",  "abgeschlossen",
    "archiviert",  "beendet",   "erledigt",      "erledigte", "erledigtes", "fertig",
    "geschlossen", "verworfen", "veröffentlicht"};
constexpr std::array begins{"to do", "to be", "not", "noch", "nicht", "zu"};

bool is_of_word(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80;
}

std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    bool inside = false;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (is_of_word(c)) {
            if (!inside) words.emplace_back();
            words.back() += c;
        }
        inside = is_of_word(c);
    }
    return words;
}

bool begins_like_a_stock(std::vector<std::string> const& words) {
    std::string text;
    for (auto const& word : words) text += word + " ";
    return std::ranges::any_of(
        begins, [&](std::string_view front) { return text.starts_with(std::string{front} + " "); });
}

template <class Words>
bool has_one_of(std::vector<std::string> const& words, Words const& known) {
    return std::ranges::any_of(words, [&](std::string const& word) {
        return std::ranges::find(known, word) != known.end();
    });
}

}  // namespace

project::StatusCategory guess_category(std::string_view name, bool first_open) {
    using enum project::StatusCategory;
    auto const words = words_of(name);
    if (has_one_of(words, stocks) || begins_like_a_stock(words)) return todo;
    if (has_one_of(words, ends)) return done;
    return first_open ? todo : doing;
}

}  // namespace atelier::commands
