#include <doctest/doctest.h>

#include "api/http/url.hpp"
#include "api/http/utf8.hpp"

using namespace atelier::api;

TEST_CASE("percent-decoding takes any UTF-8 and gives back what was encoded") {
    CHECK(percent_decode("a%20b+c") == "a b+c");
    CHECK(percent_decode("%E2%82%ac") == "€");
    CHECK(percent_decode(percent_encode("/ü?&=%+ ~")) == "/ü?&=%+ ~");
    CHECK(percent_encode("a/b c") == "a%2Fb%20c");
}

TEST_CASE("percent-decoding refuses what is not exactly right") {
    for (auto const* text : {"%", "%2", "a%2", "%zz", "%+1", "%00", "%FF", "%C0%AF", "%ED%A0%80"}) {
        CAPTURE(text);
        CHECK_FALSE(percent_decode(text));
    }
}

TEST_CASE("a path is split before it is decoded") {
    using Segments = std::vector<std::string>;
    CHECK(split_path("/") == Segments{});
    CHECK(split_path("/api/v1/tasks") == Segments{"api", "v1", "tasks"});
    CHECK(split_path("/a%2Fb/c%20d") == Segments{"a/b", "c d"});
    CHECK(split_path("/a/") == Segments{"a", ""});
}

TEST_CASE("a path cannot climb, lack its slash or be malformed") {
    for (auto const* path : {"", "a", "/..", "/a/../b", "/%2e%2E/a", "/.", "/%", "/%ff"}) {
        CAPTURE(path);
        CHECK_FALSE(split_path(path));
    }
}

TEST_CASE("a query keeps order, repetition and empty values") {
    auto const parameters = parse_query("label=a&label=b&search=x+y%2B&flag&empty=&e=a=b");
    REQUIRE(parameters);
    CHECK(*parameters == QueryParameters{{"label", "a"},
                                         {"label", "b"},
                                         {"search", "x y+"},
                                         {"flag", ""},
                                         {"empty", ""},
                                         {"e", "a=b"}});
    REQUIRE(find_parameter(*parameters, "label"));
    CHECK(*find_parameter(*parameters, "label") == "a");
    CHECK(find_parameter(*parameters, "none") == nullptr);
    CHECK(parse_query("")->empty());
}

TEST_CASE("a malformed query is refused") {
    for (auto const* query : {"a=%", "%zz=1", "=1", "a=1&&b=2", "&", "a=%00", "a=%FF"}) {
        CAPTURE(query);
        CHECK_FALSE(parse_query(query));
    }
}

TEST_CASE("UTF-8 is checked to the letter of RFC 3629") {
    for (auto const* text : {"", "plain ascii text", "ü€😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF",
                             "eight by\xC3\xBC eight and more"}) {
        CAPTURE(text);
        CHECK(is_utf8(text));
    }
    for (auto const* text :
         {"\x80", "\xC3", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xE2\x82", "long enough\xFF to be scanned"}) {
        CAPTURE(text);
        CHECK_FALSE(is_utf8(text));
    }
}
