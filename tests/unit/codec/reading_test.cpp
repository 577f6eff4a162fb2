#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/codec/samples.hpp"

using namespace atelier;
using namespace samples;
using codec::from_json;
using codec::Unknown;

namespace {

using Errors = std::vector<FieldError>;

constexpr bool malformed = true;
constexpr bool unacceptable = false;

/// The text of a Label with `members` after its name.
std::string label_with(std::string const& members) { return R"({"name":"red")" + members + "}"; }

bool is_refused_as_json(std::string_view text) {
    auto const errors = errors_of<codec::RawJson>(text);
    return errors.size() == 1 && errors[0].path.empty() && errors[0].malformed &&
           errors[0].message.starts_with("is not valid JSON: ");
}

}  // namespace

TEST_CASE("everything that is wrong is reported at once, each with its path") {
    auto const errors = errors_of<Task>(R"({
        "id": "nonsense", "title": 7, "done": "yes", "priority": "URGENT", "slug": "A",
        "created_at": "yesterday", "due_date": "2026-02-30",
        "labels": [{"name": "red"}, {"name": "scarlet", "color": "#f00"}, 3],
        "votes": {"anna": 1.5},
        "numbers": {"small": 3000000000, "large": 1.5, "small_natural": -1, "real": "1"},
        "last": {"type": "Opened"}, "author": {"subject": 1, "sealed": "?"}, "extra": "\u0000"})");
    Errors const expected{
        {"id", "must be a valid UUID", malformed},
        {"title", "must be a string", malformed},
        {"done", "must be true or false", malformed},
        {"priority", "must be one of LOW, HIGH, ON_HOLD", unacceptable},
        {"slug", "must be a valid slug of lower-case letters", unacceptable},
        {"created_at", "must be a valid time such as 2026-11-21T14:03:07.512Z", malformed},
        {"due_date", "must be a valid date such as 2026-11-21", malformed},
        {"labels[1].name", "must have at most 5 characters", unacceptable},
        {"labels[1].color", "is not a known member", malformed},
        {"labels[2]", "must be an object", malformed},
        {"votes.anna", "must be an integer", malformed},
        {"numbers.small", "must be between -2147483648 and 2147483647", unacceptable},
        {"numbers.large", "must be an integer", malformed},
        {"numbers.small_natural", "must be between 0 and 4294967295", unacceptable},
        {"numbers.real", "must be a number", malformed},
        {"numbers.large_natural", "is required", malformed},
        {"last.type", "must be one of TaskMoved, Closed", unacceptable},
        {"author.subject", "must be a string", malformed},
        {"author.sealed", "must be a valid base64 text", unacceptable},
        {"extra", "must not contain the character U+0000", unacceptable},
        {"children", "is required", malformed},
    };
    CHECK(errors == expected);
}

TEST_CASE("a value of the wrong type at the root has the empty path") {
    CHECK(errors_of<Label>("[]") == Errors{{"", "must be an object", malformed}});
    CHECK(errors_of<std::vector<Label>>("{}") == Errors{{"", "must be an array", malformed}});
    CHECK(errors_of<std::map<std::string, bool>>("1") ==
          Errors{{"", "must be an object", malformed}});
    CHECK(errors_of<std::variant<Moved, Closed>>("1") ==
          Errors{{"", "must be an object", malformed}});
    CHECK(errors_of<bool>("null") == Errors{{"", "must be true or false", malformed}});
}

TEST_CASE("null stands only for what may be absent") {
    CHECK(errors_of<Label>(R"({"name":null})") == Errors{{"name", "must be a string", malformed}});
    CHECK(from_json<Label>(label_with(R"(,"colour":null)")).has_value());
}

TEST_CASE("an unknown member is an error unless it is to be ignored") {
    auto const text = label_with(R"(,"nmae":1)");
    CHECK(errors_of<Label>(text) == Errors{{"nmae", "is not a known member", malformed}});
    CHECK(from_json<Label>(text, Unknown::ignore).value() == Label{{"red"}, std::nullopt});
}

TEST_CASE("a repeated member is an error, or else the first one counts") {
    auto const text = label_with(R"(,"name":"blue")");
    CHECK(errors_of<Label>(text) == Errors{{"name", "appears twice", malformed}});
    CHECK(from_json<Label>(text, Unknown::ignore).value().name.value == "red");

    using Votes = std::map<std::string, std::int32_t>;
    CHECK(errors_of<Votes>(R"({"a":1,"b":2,"a":3})") == Errors{{"a", "appears twice", malformed}});
    CHECK(from_json<Votes>(R"({"a":1,"b":2,"a":3})", Unknown::ignore).value() ==
          Votes{{"a", 1}, {"b", 2}});

    using Last = std::variant<Moved, Closed>;
    CHECK(errors_of<Last>(R"({"type":"Closed","type":"Closed"})") ==
          Errors{{"type", "appears twice", malformed}});
}

TEST_CASE("what is ignored at the root is ignored in nested structs, variants and arrays") {
    auto const text = R"({"type":"TaskMoved","place":1,"speed":2})";
    using Last = std::variant<Moved, Closed>;
    CHECK(errors_of<std::vector<Last>>(std::string("[") + text + "]") ==
          Errors{{"[0].speed", "is not a known member", malformed}});
    CHECK(from_json<Last>(text, Unknown::ignore).value() == Last{Moved{1}});
}

TEST_CASE("a variant without a usable type says which ones there are") {
    using Last = std::variant<Moved, Closed>;
    CHECK(errors_of<Last>("{}") == Errors{{"type", "is required", malformed}});
    CHECK(errors_of<Last>(R"({"type":3})") ==
          Errors{{"type", "must be one of TaskMoved, Closed", malformed}});
    CHECK(errors_of<Last>(R"({"type":"Moved"})") ==
          Errors{{"type", "must be one of TaskMoved, Closed", unacceptable}});
    CHECK(errors_of<Last>(R"({"type":"TaskMoved"})") ==
          Errors{{"place", "is required", malformed}});
}

TEST_CASE("an enumerator must be written exactly") {
    for (auto text : {R"("low")", R"("Low")", R"("LO")", R"("LOW ")", R"("")"}) {
        CHECK(errors_of<Priority>(text) ==
              Errors{{"", "must be one of LOW, HIGH, ON_HOLD", unacceptable}});
    }
    CHECK(errors_of<Priority>("0") == Errors{{"", "must be one of LOW, HIGH, ON_HOLD", malformed}});
}

TEST_CASE("the length of a text counts code points, not bytes") {
    CHECK(from_json<Label>(R"({"name":"\u00e4\u00e4\u00e4\u00e4\ud83d\ude00"})").has_value());
    CHECK(errors_of<Label>(R"({"name":"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"})") ==
          Errors{{"name", "must have at most 5 characters", unacceptable}});
    CHECK(errors_of<Label>(R"({"name":""})") ==
          Errors{{"name", "must not be empty", unacceptable}});
    CHECK(errors_of<Text<3, 9>>(R"("ab")") ==
          Errors{{"", "must have at least 3 characters", unacceptable}});
}

TEST_CASE("an integer may be written as JSON Schema has it, with a fraction that is none") {
    for (auto text : {"300.0", "3e2", "3.0E+2"}) {
        CHECK(from_json<std::int32_t>(text) == 300);
        CHECK(from_json<std::uint64_t>(text) == 300);
    }
    CHECK(from_json<std::int64_t>("-9007199254740992.0") == -9007199254740992);
    CHECK(from_json<std::uint32_t>("-0.0") == 0U);
    CHECK(errors_of<std::uint32_t>("-7.0") ==
          Errors{{"", "must be between 0 and 4294967295", unacceptable}});
    CHECK(errors_of<std::int32_t>("1e15") ==
          Errors{{"", "must be between -2147483648 and 2147483647", unacceptable}});
}

TEST_CASE("an integer must fit, and be one") {
    for (auto text : {"1.5", "1e-2", "1e300", "9007199254740994.0", "\"1\"", "true"}) {
        CHECK(errors_of<std::int32_t>(text) == Errors{{"", "must be an integer", malformed}});
        CHECK(errors_of<std::uint64_t>(text) == Errors{{"", "must be an integer", malformed}});
    }
    CHECK(errors_of<std::int64_t>("9223372036854775808").size() == 1);
    CHECK_FALSE(errors_of<std::int64_t>("9223372036854775808")[0].malformed);
    CHECK(errors_of<std::uint64_t>("-1") ==
          Errors{{"", "must be between 0 and 18446744073709551615", unacceptable}});
    CHECK(errors_of<std::uint32_t>("4294967296").size() == 1);
    CHECK(errors_of<std::int32_t>("-2147483649").size() == 1);
}

TEST_CASE("U+0000 is refused wherever a text may end in the database") {
    Errors const expected{{"", "must not contain the character U+0000", unacceptable}};
    CHECK(errors_of<std::string>(R"("a\u0000b")") == expected);
    CHECK(errors_of<Text<0, 9>>(R"("\u0000")") == expected);
    CHECK(errors_of<Slug>(R"("a\u0000")") == expected);
    CHECK(errors_of<std::map<std::string, bool>>(R"({"\u0000":true})").size() == 1);
    CHECK(errors_of<codec::RawJson>(R"([{"a":["\u0000"]}])") ==
          Errors{{"[0].a[0]", "must not contain the character U+0000", unacceptable}});
    CHECK(errors_of<codec::RawJson>(R"([{"\u0000":1}])").size() == 1);
    CHECK(from_json<codec::RawJson>(R"("\\u0000")").has_value());
}

TEST_CASE("what is not JSON gives one error at the root") {
    for (auto text : {"",
                      "  ",
                      "{",
                      "{\"a\":1}{",
                      "{\"a\":1}}",
                      "1 2",
                      "[1,]",
                      "{\"a\":1,}",
                      "{a:1}",
                      "nul",
                      "truer",
                      "'a'",
                      "01",
                      "+1",
                      ".5",
                      "1.",
                      "0x1",
                      "NaN",
                      "1e400",
                      "-1e400",
                      "123456789012345678901234567890",
                      "\"a",
                      "\"\n\"",
                      R"("\x")",
                      R"("\ud800")",
                      R"("\udc00")",
                      R"("\ud800\u0041")",
                      "\"\xFF\"",
                      "\"\xED\xA0\x80\"",
                      "\xEF\xBB\xBF{}",
                      "\"\xC3\"",
                      "[1]//",
                      "\"\xF5\x80\x80\x80\""}) {
        INFO(text);
        CHECK(is_refused_as_json(text));
    }
    CHECK(is_refused_as_json(std::string_view()));
    CHECK(errors_of<Label>("").at(0).message == "is not valid JSON: the text is empty");
}

TEST_CASE("a text with a byte 0 in it is not JSON") {
    CHECK(is_refused_as_json(std::string_view("{}\0", 3)));
    CHECK(is_refused_as_json(std::string_view("\"\0\"", 3)));
}

TEST_CASE("nesting is limited") {
    auto const nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    CHECK(from_json<codec::RawJson>(nested(codec::max_depth)).value().text ==
          nested(codec::max_depth));
    CHECK(is_refused_as_json(nested(codec::max_depth + 1)));
    CHECK(is_refused_as_json(nested(100'000)));
    CHECK(is_refused_as_json(std::string(100'000, '[')));
}

TEST_CASE("a flood of errors is cut off and their paths stay short") {
    std::string text = "{";
    for (int i = 0; i < 1000; ++i) text += "\"x" + std::to_string(i) + "\":1,";
    text.back() = '}';
    CHECK(errors_of<Label>(text).size() == codec::max_errors);

    // 63 bytes and then a character of two: it is not cut in half.
    auto const long_name = std::string(63, 'x') + "\xC3\xA4" + std::string(9000, 'x');
    auto const errors = errors_of<Closed>("{\"" + long_name + "\":1}");
    CHECK(errors == Errors{{std::string(63, 'x'), "is not a known member", malformed}});
}

TEST_CASE("a text cut off anywhere is an error and never a value") {
    std::string const text = label_with(R"(,"colour":"\u00e4")");
    REQUIRE(from_json<Label>(text).has_value());
    for (std::size_t length = 0; length < text.size(); ++length) {
        CHECK_FALSE(errors_of<Label>(text.substr(0, length)).empty());
    }
}

TEST_CASE("a part of a document is read with paths relative to it") {
    auto const document = codec::Document::parse(R"({"op":"add","data":{"name":""}})").value();
    auto const read = codec::from_value<Label>(*document.root().member("data"));
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error() == Errors{{"name", "must not be empty", unacceptable}});
}
