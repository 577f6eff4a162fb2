#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/unit/codec/aborts.hpp"
#include "tests/unit/codec/samples.hpp"

using namespace atelier;
using namespace samples;
using codec::to_json;

namespace {

struct Forgetful {
    std::int32_t first = 0;
    std::optional<std::string> forgotten;
    std::int32_t last = 0;
};
BOOST_DESCRIBE_STRUCT(Forgetful, (), (first, last))

struct ForgetsTheLast {
    std::int32_t first = 0;
    std::variant<Moved, Closed> forgotten;
};
BOOST_DESCRIBE_STRUCT(ForgetsTheLast, (), (first))

struct Undescribed {
    std::int32_t number = 0;
};

enum class UndescribedEnum { one };

template <class T>
constexpr bool is_complete_description() {
    codec::DescribedMembers<T> const members;
    return codec::takes_described<T>(members) && !codec::takes_one_more<T>(members);
}

}  // namespace

TEST_CASE("a struct whose description forgets a member is noticed while compiling") {
    CHECK(is_complete_description<Task>());
    CHECK(is_complete_description<TaskPatch>());
    CHECK(is_complete_description<Closed>());
    CHECK(is_complete_description<Page<Label>>());
    CHECK_FALSE(is_complete_description<Forgetful>());
    CHECK_FALSE(is_complete_description<ForgetsTheLast>());
}

TEST_CASE("types without a JSON form are refused by the entry points") {
    CHECK(codec::Codable<Task>);
    CHECK(codec::Codable<std::optional<std::vector<std::map<std::string, Task>>>>);
    CHECK_FALSE(codec::Codable<Undescribed>);
    CHECK_FALSE(codec::Codable<std::vector<Undescribed>>);
    CHECK_FALSE(codec::Codable<UndescribedEnum>);
    CHECK_FALSE(codec::Codable<std::variant<Moved, std::int32_t>>);
    CHECK_FALSE(codec::Codable<std::optional<std::optional<bool>>>);
    CHECK_FALSE(codec::Codable<std::vector<Patch<bool>>>);
    CHECK_FALSE(codec::Codable<char>);
    CHECK_FALSE(codec::Codable<float>);
}

TEST_CASE("writing appends") {
    std::string out = "data: ";
    codec::write(out, Moved{3});
    codec::write(out, std::vector<std::string>{"a", "b"});
    CHECK(out == R"(data: {"place":3}["a","b"])");
}

TEST_CASE("strings are escaped as RFC 8259 says, U+0000 included") {
    CHECK(to_json(std::string("\"\\/\n\r\t\b\x1F\x7F\xC3\xA4")) ==
          "\"\\\"\\\\/\\n\\r\\t\\u0008\\u001f\x7F\xC3\xA4\"");
    CHECK(to_json(std::string(1, '\0')) == R"("\u0000")");
    CHECK(to_json(std::string()) == R"("")");
}

TEST_CASE("keys of a map and texts of text values are escaped too") {
    CHECK(to_json(std::map<std::string, bool>{{"a\"b", true}}) == R"({"a\"b":true})");
    CHECK(to_json(Slug{"a\"b"}) == R"("a\"b")");
}

TEST_CASE("a personal value is written sealed and read back sealed") {
    Personal<Label> const sealed{*UserId::from_text(some_id), Sealed{"c2VhbGVk"}};
    auto const text = R"({"subject":"01936f3e-8a40-7c11-9d52-6f0a1b2c3d4e","sealed":"c2VhbGVk"})";
    CHECK(to_json(sealed) == text);
    CHECK(codec::from_json<Personal<Label>>(text).value() == sealed);
}

TEST_CASE("writing a personal value in the clear aborts") {
    Personal<std::string> personal{UserId{}, std::string("Anna")};
    CHECK(aborts([&] { to_json(personal); }));
    personal.content = Sealed{"c2VhbGVk"};
    CHECK_FALSE(aborts([&] { to_json(personal); }));
}

TEST_CASE("writing a number that is not finite aborts") {
    CHECK(aborts([] { to_json(std::numeric_limits<double>::infinity()); }));
    CHECK(aborts([] { to_json(std::nan("")); }));
    CHECK_FALSE(aborts([] { to_json(1.0); }));
}

TEST_CASE("writing an enumerator that is not described aborts") {
    CHECK(aborts([] { to_json(static_cast<Priority>(17)); }));
    CHECK_FALSE(aborts([] { to_json(Priority::high); }));
}
