#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace atelier::codec {

class Elements;
class Members;
class Parser;

/// One place of a parsed JSON text: a handle, cheap to copy. It and every string_view that it gives
/// out live as long as the `Document` it came from.
class Value {
public:
    bool is_object() const;
    bool is_array() const;
    bool is_string() const;
    bool is_number() const;
    bool is_bool() const;
    bool is_null() const;

    /// Nothing when this is not such a value. An integer must be written without fraction and
    /// exponent and fit; `as_double` also takes integers.
    std::optional<std::string_view> as_string() const;
    std::optional<std::int64_t> as_int64() const;
    std::optional<std::uint64_t> as_uint64() const;
    std::optional<double> as_double() const;
    std::optional<bool> as_bool() const;

    /// The first member of that name; nothing when there is none or this is not an object.
    std::optional<Value> member(std::string_view name) const;
    /// The elements of an array; none when this is not one.
    Elements elements() const;
    /// The members of an object as they stand, duplicates included; none when this is not one.
    Members members() const;

    /// Minified JSON text.
    std::string raw() const;

    /// Where the parser's tape holds the value; for the implementation.
    struct Handle {
        void const* document = nullptr;
        std::size_t index = 0;
        bool operator==(Handle const&) const = default;
    };
    explicit Value(Handle handle) : handle_(handle) {}
    Handle handle() const { return handle_; }

private:
    Handle handle_;
};

/// `for (Value element : value.elements())`
class Elements {
public:
    class Iterator {
    public:
        using value_type = Value;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;

        explicit Iterator(Value::Handle place) : place_(place) {}
        Value operator*() const;
        Iterator& operator++();
        bool operator==(Iterator const&) const = default;

    private:
        Value::Handle place_;
    };

    Elements(Value::Handle first, Value::Handle last) : first_(first), last_(last) {}
    Iterator begin() const { return first_; }
    Iterator end() const { return last_; }

private:
    Iterator first_;
    Iterator last_;
};

/// `for (auto [name, value] : object.members())`
class Members {
public:
    class Iterator {
    public:
        using value_type = std::pair<std::string_view, Value>;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;

        explicit Iterator(Value::Handle place) : place_(place) {}
        value_type operator*() const;
        Iterator& operator++();
        bool operator==(Iterator const&) const = default;

    private:
        Value::Handle place_;
    };

    Members(Value::Handle first, Value::Handle last) : first_(first), last_(last) {}
    Iterator begin() const { return first_; }
    Iterator end() const { return last_; }

private:
    Iterator first_;
    Iterator last_;
};

/// A parsed JSON text with its own parser. Moving it keeps its values valid.
class Document {
public:
    /// The whole text must be one JSON value (RFC 8259) in UTF-8, its numbers within the range of
    /// double or of 64 bit integers, nested at most `max_depth` deep; else what is wrong with it:
    /// "is not valid JSON: …". The text is needed no longer afterwards.
    static std::expected<Document, std::string> parse(std::string_view text);

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    Value root() const;

private:
    explicit Document(std::unique_ptr<Parser> parser);
    std::unique_ptr<Parser> parser_;
};

/// How deep arrays and objects may be nested in any JSON text that is read.
inline constexpr std::size_t max_depth = 128;

}  // namespace atelier::codec
