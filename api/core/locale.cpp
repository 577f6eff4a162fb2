#include "api/core/locale.hpp"

#include <algorithm>
#include <vector>

namespace atelier::api {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }

bool is_of(std::string_view text, std::size_t shortest, std::size_t longest, bool (*kind)(char)) {
    return text.size() >= shortest && text.size() <= longest && std::ranges::all_of(text, kind);
}

/// The subtags of a tag, taken one after the other.
class Subtags {
public:
    explicit Subtags(std::string_view tag) {
        for (std::size_t start = 0; start <= tag.size();) {
            auto const end = std::min(tag.find('-', start), tag.size());
            all_.push_back(tag.substr(start, end - start));
            start = end + 1;
        }
    }
    bool take(std::size_t shortest, std::size_t longest, bool (*kind)(char)) {
        return next_ < all_.size() && is_of(all_[next_], shortest, longest, kind) && ++next_;
    }
    bool take_variant() {
        if (next_ == all_.size()) return false;
        auto const& one = all_[next_];
        bool const is_variant =
            is_of(one, 5, 8, is_word) || (is_of(one, 4, 4, is_word) && is_digit(one[0]));
        if (is_variant) ++next_;
        return is_variant;
    }
    bool take_private() { return next_ < all_.size() && is_private(all_[next_]) && ++next_; }
    bool take_singleton() {
        return next_ < all_.size() && !is_private(all_[next_]) && take(1, 1, is_word);
    }
    bool are_taken() const { return next_ == all_.size(); }

private:
    static bool is_private(std::string_view one) { return one == "x" || one == "X"; }

    std::vector<std::string_view> all_;
    std::size_t next_ = 0;
};

bool is_well_formed(std::string_view tag) {
    Subtags rest{tag};
    if (!rest.take(2, 3, is_letter) && !rest.take(5, 8, is_letter)) return false;
    for (int extended = 0; extended < 3 && rest.take(3, 3, is_letter);) ++extended;
    rest.take(4, 4, is_letter);
    if (!rest.take(2, 2, is_letter)) rest.take(3, 3, is_digit);
    while (rest.take_variant()) {
    }
    while (rest.take_singleton()) {
        if (!rest.take(2, 8, is_word)) return false;
        while (rest.take(2, 8, is_word)) {
        }
    }
    if (rest.take_private()) {
        if (!rest.take(1, 8, is_word)) return false;
        while (rest.take(1, 8, is_word)) {
        }
    }
    return rest.are_taken();
}

}  // namespace

std::optional<Locale> Locale::from_text(std::string_view text) {
    if (text.size() > longest || !is_well_formed(text)) return std::nullopt;
    return Locale{std::string{text}};
}

}  // namespace atelier::api
