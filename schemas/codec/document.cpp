#include "schemas/codec/parser.hpp"

#include <simdjson.h>

#include <bit>
#include <new>
#include <type_traits>

namespace atelier::codec {
namespace {

namespace dom = simdjson::dom;

// simdjson's handles are a document and an index into its tape, as ours is; they only lack a public
// constructor. That they still look like this is checked here, for every version it is built with.
template <class Place>
Place from_handle(Value::Handle handle) {
    static_assert(sizeof(Place) == sizeof(Value::Handle) && std::is_trivially_copyable_v<Place>);
    return std::bit_cast<Place>(handle);
}

template <class Place>
Value::Handle to_handle(Place place) {
    static_assert(sizeof(Place) == sizeof(Value::Handle) && std::is_trivially_copyable_v<Place>);
    return std::bit_cast<Value::Handle>(place);
}

dom::element element_of(Value value) { return from_handle<dom::element>(value.handle()); }

bool has_type(Value value, dom::element_type type) { return element_of(value).type() == type; }

template <class T>
std::optional<T> get(Value value) {
    T result;
    if (element_of(value).get(result) != simdjson::SUCCESS) return std::nullopt;
    return result;
}

std::string explain(simdjson::error_code error) {
    switch (error) {
        case simdjson::EMPTY:
            return "the text is empty";
        case simdjson::UTF8_ERROR:
            return "the text is not UTF-8";
        case simdjson::DEPTH_ERROR:
            return "nested more than " + std::to_string(max_depth) + " deep";
        case simdjson::NUMBER_ERROR:
            return "a number is badly written or out of range";
        case simdjson::STRING_ERROR:
            return "a string has a bad escape sequence";
        case simdjson::UNCLOSED_STRING:
            return "a string is not closed";
        case simdjson::UNESCAPED_CHARS:
            return "a string has a control character that is not escaped";
        case simdjson::T_ATOM_ERROR:
        case simdjson::F_ATOM_ERROR:
        case simdjson::N_ATOM_ERROR:
            return "a word is neither true, false nor null";
        case simdjson::TAPE_ERROR:
            return "a comma, colon, bracket or value is missing or too many";
        default:
            return simdjson::error_message(error);
    }
}

// Empty while it is lent.
thread_local std::unique_ptr<Parser> idle_parser;

}  // namespace

bool Value::is_object() const { return has_type(*this, dom::element_type::OBJECT); }
bool Value::is_array() const { return has_type(*this, dom::element_type::ARRAY); }
bool Value::is_string() const { return has_type(*this, dom::element_type::STRING); }
bool Value::is_bool() const { return has_type(*this, dom::element_type::BOOL); }
bool Value::is_null() const { return has_type(*this, dom::element_type::NULL_VALUE); }

bool Value::is_number() const {
    auto const type = element_of(*this).type();
    return type == dom::element_type::INT64 || type == dom::element_type::UINT64 ||
           type == dom::element_type::DOUBLE;
}

std::optional<std::string_view> Value::as_string() const { return get<std::string_view>(*this); }
std::optional<std::int64_t> Value::as_int64() const { return get<std::int64_t>(*this); }
std::optional<std::uint64_t> Value::as_uint64() const { return get<std::uint64_t>(*this); }
std::optional<double> Value::as_double() const { return get<double>(*this); }
std::optional<bool> Value::as_bool() const { return get<bool>(*this); }

std::optional<Value> Value::member(std::string_view name) const {
    for (auto const& [key, value] : members()) {
        if (key == name) return value;
    }
    return std::nullopt;
}

Elements Value::elements() const {
    dom::array array;
    if (element_of(*this).get(array) != simdjson::SUCCESS) return {handle_, handle_};
    return {to_handle(array.begin()), to_handle(array.end())};
}

Members Value::members() const {
    dom::object object;
    if (element_of(*this).get(object) != simdjson::SUCCESS) return {handle_, handle_};
    return {to_handle(object.begin()), to_handle(object.end())};
}

std::string Value::raw() const { return simdjson::minify(element_of(*this)); }

Value Elements::Iterator::operator*() const {
    return Value(to_handle(*from_handle<dom::array::iterator>(place_)));
}

Elements::Iterator& Elements::Iterator::operator++() {
    auto place = from_handle<dom::array::iterator>(place_);
    place_ = to_handle(++place);
    return *this;
}

Members::Iterator::value_type Members::Iterator::operator*() const {
    auto const place = from_handle<dom::object::iterator>(place_);
    return {place.key(), Value(to_handle(place.value()))};
}

Members::Iterator& Members::Iterator::operator++() {
    auto place = from_handle<dom::object::iterator>(place_);
    place_ = to_handle(++place);
    return *this;
}

struct Parser::Simdjson {
    dom::parser parser;
};

Parser::Parser() : simdjson_(std::make_unique<Simdjson>()) {
    constexpr std::size_t first_capacity = 4096;
    if (simdjson_->parser.allocate(first_capacity, max_depth) != simdjson::SUCCESS) {
        throw std::bad_alloc();
    }
}

Parser::~Parser() = default;

std::expected<Value, std::string> Parser::parse(std::string_view text) {
    if (text.empty()) text = "";  // simdjson copies from its address, which must not be null
    dom::element root;
    auto const error = simdjson_->parser.parse(text.data(), text.size()).get(root);
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();
    if (error != simdjson::SUCCESS) return std::unexpected("is not valid JSON: " + explain(error));
    return Value(to_handle(root));
}

Value Parser::root() const { return Value(to_handle(simdjson_->parser.doc.root())); }

ParserLease::ParserLease() : parser_(std::move(idle_parser)) {
    if (!parser_) parser_ = std::make_unique<Parser>();
}

ParserLease::~ParserLease() {
    if (is_kept_) idle_parser = std::move(parser_);
}

std::expected<Value, std::string> ParserLease::parse(std::string_view text) {
    if (text.size() > kept_capacity) is_kept_ = false;
    return parser_->parse(text);
}

Document::Document(std::unique_ptr<Parser> parser) : parser_(std::move(parser)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

std::expected<Document, std::string> Document::parse(std::string_view text) {
    auto parser = std::make_unique<Parser>();
    auto const root = parser->parse(text);
    if (!root) return std::unexpected(root.error());
    return Document(std::move(parser));
}

Value Document::root() const { return parser_->root(); }

}  // namespace atelier::codec
