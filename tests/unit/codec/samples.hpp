#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "schemas/codec/json.hpp"

/// Structs with every kind of member, for the tests of the codec.
namespace samples {

using atelier::codec::FieldError;

enum class Priority { low, high, on_hold };
BOOST_DESCRIBE_ENUM(Priority, low, high, on_hold)

struct Label {
    atelier::Text<1, 5> name;
    std::optional<std::string> colour;
    bool operator==(Label const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Label, (), (name, colour))

/// A text value with a rule of its own.
struct Slug {
    static constexpr char const* json_form = "slug of lower-case letters";
    static constexpr char const* json_schema = R"({"type":"string","pattern":"^[a-z]+$"})";
    std::string text;
    bool operator==(Slug const&) const = default;
    static std::optional<Slug> from_text(std::string_view text) {
        if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != text.npos) return std::nullopt;
        return Slug{std::string(text)};
    }
};
inline std::string to_text(Slug const& slug) { return slug.text; }

struct Moved {
    static constexpr char const* wire_name = "TaskMoved";
    std::int32_t place = 0;
    bool operator==(Moved const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (place))

struct Closed {
    bool operator==(Closed const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Closed, (), ())

struct Numbers {
    std::int32_t small = 0;
    std::int64_t large = 0;
    std::uint32_t small_natural = 0;
    std::uint64_t large_natural = 0;
    double real = 0;
    bool operator==(Numbers const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (small, large, small_natural, large_natural, real))

struct Task {
    atelier::TaskId id;
    std::string title;
    bool done = false;
    Priority priority = Priority::low;
    Slug slug;
    atelier::Timestamp created_at;
    std::optional<atelier::Date> due_date;
    std::vector<Label> labels;
    std::map<std::string, std::int32_t> votes;
    Numbers numbers;
    std::variant<Moved, Closed> last;
    atelier::Personal<std::string> author;
    atelier::codec::RawJson extra;
    std::vector<Task> children;
    bool operator==(Task const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, title, done, priority, slug, created_at, due_date, labels, votes,
                       numbers, last, author, extra, children))

struct TaskPatch {
    atelier::Patch<std::string> title;
    atelier::Patch<atelier::Date> due_date;
    bool operator==(TaskPatch const&) const = default;
};
BOOST_DESCRIBE_STRUCT(TaskPatch, (), (title, due_date))

template <class T>
struct Page {
    std::vector<T> items;
    BOOST_DESCRIBE_CLASS(Page, (), (items), (), ())
};

inline constexpr char const* some_id = "01936f3e-8a40-7c11-9d52-6f0a1b2c3d4e";

/// The errors of a text that must have some.
template <class T>
std::vector<FieldError> errors_of(
    std::string_view text, atelier::codec::Unknown unknown = atelier::codec::Unknown::reject) {
    auto const result = atelier::codec::from_json<T>(text, unknown);
    return result ? std::vector<FieldError>{} : result.error();
}

}  // namespace samples

namespace atelier::codec {

inline std::ostream& operator<<(std::ostream& out, FieldError const& error) {
    return out << error.path << ": " << error.message << (error.malformed ? " (malformed)" : "");
}

}  // namespace atelier::codec
