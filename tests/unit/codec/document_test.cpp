#include <doctest/doctest.h>

#include "schemas/codec/value.hpp"

using atelier::codec::Document;
using atelier::codec::Value;

namespace {

Document parse(std::string_view text) { return Document::parse(text).value(); }

/// The one property that the value has of the six kinds.
std::string kind_of(Value value) {
    std::string kinds;
    if (value.is_object()) kinds += "object";
    if (value.is_array()) kinds += "array";
    if (value.is_string()) kinds += "string";
    if (value.is_number()) kinds += "number";
    if (value.is_bool()) kinds += "bool";
    if (value.is_null()) kinds += "null";
    return kinds;
}

}  // namespace

TEST_CASE("every value has exactly one kind") {
    CHECK(kind_of(parse("{}").root()) == "object");
    CHECK(kind_of(parse("[]").root()) == "array");
    CHECK(kind_of(parse("\"\"").root()) == "string");
    CHECK(kind_of(parse("1").root()) == "number");
    CHECK(kind_of(parse("1.5").root()) == "number");
    CHECK(kind_of(parse("18446744073709551615").root()) == "number");
    CHECK(kind_of(parse("false").root()) == "bool");
    CHECK(kind_of(parse("null").root()) == "null");
}

TEST_CASE("a value is given only as what it is") {
    auto const number = parse("-7");
    CHECK(number.root().as_int64() == -7);
    CHECK(number.root().as_double() == -7.0);
    CHECK(number.root().as_uint64() == std::nullopt);
    CHECK(number.root().as_string() == std::nullopt);
    CHECK(number.root().as_bool() == std::nullopt);
    CHECK(parse("7.5").root().as_int64() == std::nullopt);
    CHECK(parse("9223372036854775808").root().as_int64() == std::nullopt);
    CHECK(parse("9223372036854775808").root().as_uint64() == 9223372036854775808U);
    CHECK(parse("true").root().as_bool() == true);
    CHECK(parse("\"a\\u0000b\"").root().as_string() == std::string_view("a\0b", 3));
    CHECK(parse("\"7\"").root().as_int64() == std::nullopt);
}

TEST_CASE("members are found by name and elements in their order") {
    auto const document = parse(R"({"a":1,"list":[10,[],{"x":"y"}],"a":2,"\u00e4":3})");
    auto const root = document.root();
    CHECK(root.member("a")->as_int64() == 1);
    CHECK(root.member("\xC3\xA4")->as_int64() == 3);
    CHECK_FALSE(root.member("b"));
    CHECK_FALSE(root.member("list")->member("x"));

    std::vector<std::string> names;
    for (auto const& [name, value] : root.members())
        names.push_back(std::string(name) + value.raw());
    CHECK(names == std::vector<std::string>{"a1", R"(list[10,[],{"x":"y"}])", "a2",
                                            "\xC3\xA4"
                                            "3"});

    std::vector<std::string> elements;
    for (Value const element : root.member("list")->elements()) elements.push_back(element.raw());
    CHECK(elements == std::vector<std::string>{"10", "[]", R"({"x":"y"})"});
}

TEST_CASE("what is no container has no elements and no members") {
    auto const document = parse(R"({"a":[]})");
    CHECK(document.root().elements().begin() == document.root().elements().end());
    auto const list = *document.root().member("a");
    CHECK(list.members().begin() == list.members().end());
    CHECK(list.elements().begin() == list.elements().end());
    CHECK_FALSE(document.root().members().begin() == document.root().members().end());
}

TEST_CASE("a document keeps its values when it is moved and outlives its text") {
    auto text = std::string(R"({"name":"anna"})");
    auto first = parse(text);
    text.assign(text.size(), '#');
    auto const name = *first.root().member("name");
    std::vector<Document> documents;
    documents.push_back(std::move(first));
    documents.push_back(parse("[1]"));
    CHECK(name.as_string() == "anna");
    CHECK(documents[0].root().raw() == R"({"name":"anna"})");
    CHECK(documents[1].root().raw() == "[1]");
}

TEST_CASE("a text that is not JSON is refused with a reason") {
    CHECK(Document::parse("{\"a\":1}{").error() ==
          "is not valid JSON: a comma, colon, bracket or value is missing or too many");
    CHECK(Document::parse("\"\xFF\"").error() == "is not valid JSON: the text is not UTF-8");
    CHECK(Document::parse("1e400").error() ==
          "is not valid JSON: a number is badly written or out of range");
    CHECK(Document::parse(std::string(200, '[') + std::string(200, ']')).error() ==
          "is not valid JSON: nested more than 128 deep");
}

TEST_CASE("a text of several megabytes is read") {
    std::string text = "[";
    for (int i = 0; i < 500'000; ++i) text += std::to_string(i) + ",";
    text.back() = ']';
    auto const document = parse(text);
    std::int64_t sum = 0;
    for (Value const element : document.root().elements()) sum += element.as_int64().value_or(-1);
    CHECK(sum == 499'999LL * 500'000 / 2);
}
