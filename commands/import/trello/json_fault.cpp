#include "commands/import/trello/json_fault.hpp"

#include <string>

namespace atelier::commands::trello {
namespace {

/// Each function reads one thing and leaves `place_` behind it, or on the fault. Open brackets are
/// kept in a text and not on the stack, so that no nesting is too deep.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<std::size_t> run() {
        if (read_document()) return std::nullopt;
        return place_;
    }

private:
    bool read_document() {
        do {
            if (!read_until_value_ends()) return false;
        } while (!open_.empty());
        skip_space();
        return place_ == text_.size();
    }

    /// One value with everything that it closes, up to where the next value begins.
    bool read_until_value_ends() {
        skip_space();
        if (skip('{')) return open_object();
        if (skip('[')) return open_array();
        return read_scalar() && close_and_go_on();
    }

    bool open_object() {
        open_ += '}';
        skip_space();
        if (peek() == '}') return close_and_go_on();
        return read_key();
    }

    bool open_array() {
        open_ += ']';
        skip_space();
        return peek() != ']' || close_and_go_on();
    }

    bool close_and_go_on() {
        while (!open_.empty()) {
            skip_space();
            if (skip(',')) return open_.back() == ']' || read_key();
            if (!skip(open_.back())) return false;
            open_.pop_back();
        }
        return true;
    }

    bool read_key() {
        skip_space();
        if (!read_string()) return false;
        skip_space();
        return skip(':');
    }

    bool read_scalar() {
        switch (peek()) {
            case '"':
                return read_string();
            case 't':
                return read_word("true");
            case 'f':
                return read_word("false");
            case 'n':
                return read_word("null");
            default:
                return read_number();
        }
    }

    bool read_word(std::string_view word) {
        for (char const letter : word) {
            if (!skip(letter)) return false;
        }
        return true;
    }

    bool read_string() {
        if (!skip('"')) return false;
        while (place_ < text_.size()) {
            auto const byte = static_cast<unsigned char>(text_[place_]);
            if (byte < 0x20) return false;
            if (byte == '\\' && !read_escape()) return false;
            if (byte == '\\') continue;
            ++place_;
            if (byte == '"') return true;
        }
        return false;
    }

    bool read_escape() {
        ++place_;
        if (skip('u')) {
            for (int i = 0; i < 4; ++i) {
                if (!skip_any("0123456789abcdefABCDEF")) return false;
            }
            return true;
        }
        return skip_any("\"\\/bfnrt");
    }

    bool read_number() {
        skip('-');
        if (!skip('0') && !read_digits()) return false;
        if (skip('.') && !read_digits()) return false;
        if (!skip_any("eE")) return true;
        skip_any("+-");
        return read_digits();
    }

    bool read_digits() {
        if (!skip_any("0123456789")) return false;
        while (skip_any("0123456789")) {
        }
        return true;
    }

    void skip_space() {
        while (skip_any(" \t\n\r")) {
        }
    }

    char peek() const { return place_ < text_.size() ? text_[place_] : '\0'; }

    bool skip(char expected) { return skip_any({&expected, 1}); }

    bool skip_any(std::string_view expected) {
        if (place_ == text_.size() || !expected.contains(text_[place_])) return false;
        ++place_;
        return true;
    }

    std::string_view text_;
    std::size_t place_ = 0;
    std::string open_;
};

}  // namespace

std::optional<std::size_t> find_json_fault(std::string_view text) { return Scanner(text).run(); }

}  // namespace atelier::commands::trello
