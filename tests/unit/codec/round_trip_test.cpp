#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "tests/unit/codec/samples.hpp"

using namespace atelier;
using namespace samples;
using codec::from_json;
using codec::to_json;

namespace {

Task full_task() {
    Task task;
    task.id = *TaskId::from_text(some_id);
    task.title = "Paint \"the\" shed\n\x01 \xC3\xA4\xF0\x9F\x98\x80";
    task.done = true;
    task.priority = Priority::on_hold;
    task.slug = {"shed"};
    task.created_at = *Timestamp::from_text("2026-11-21T14:03:07.512Z");
    task.due_date = Date::from_text("2026-12-24");
    task.labels = {{{"red"}, "#f00"}, {{"x"}, std::nullopt}};
    task.votes = {{"anna", 1}, {"b \" b", -2}};
    task.numbers = {-7, -8, 9, 10, 0.1};
    task.last = Closed{};
    task.author = {*UserId::from_text(some_id), Sealed{"c2VhbGVk"}};
    task.extra.text = R"({"any":[1,null,"x"]})";
    task.children.resize(1);
    task.children[0].last = Moved{4};
    task.children[0].author.content = Sealed{""};
    task.children[0].extra.text = "null";
    return task;
}

template <class T>
T there_and_back(T const& value) {
    auto const text = to_json(value);
    auto const read = from_json<T>(text);
    INFO(text);
    REQUIRE(read.has_value());
    return *read;
}

}  // namespace

TEST_CASE("a struct with every kind of member is read back as it was written") {
    auto const task = full_task();
    auto const again = there_and_back(task);
    CHECK(again == task);
    CHECK(to_json(again) == to_json(task));
}

TEST_CASE("members are written in the order of their description, under their names") {
    CHECK(to_json(Label{{"red"}, "#f00"}) == R"({"name":"red","colour":"#f00"})");
    CHECK(to_json(Closed{}) == "{}");
    CHECK(to_json(Numbers{1, 2, 3, 4, 1.5}) ==
          R"({"small":1,"large":2,"small_natural":3,"large_natural":4,"real":1.5})");
}

TEST_CASE("an empty optional is not written, and absent and null are read as empty") {
    CHECK(to_json(Label{{"red"}, std::nullopt}) == R"({"name":"red"})");
    CHECK(from_json<Label>(R"({"name":"red"})").value().colour == std::nullopt);
    CHECK(from_json<Label>(R"({"name":"red","colour":null})").value().colour == std::nullopt);
    CHECK(from_json<Label>(R"({"name":"red","colour":""})").value().colour == "");
}

TEST_CASE("an empty optional in an array is null") {
    std::vector<std::optional<std::int32_t>> const numbers{1, std::nullopt, 3};
    CHECK(to_json(numbers) == "[1,null,3]");
    CHECK(there_and_back(numbers) == numbers);
}

TEST_CASE("a patch tells absent, null and a value apart in both directions") {
    using Kind = Patch<std::string>::Kind;
    auto const patch = from_json<TaskPatch>(R"({"title":null})").value();
    CHECK(patch.title.kind == Kind::clear);
    CHECK(patch.due_date.is_kept());
    CHECK(to_json(patch) == R"({"title":null})");

    auto const set = from_json<TaskPatch>(R"({"due_date":"2026-12-24"})").value();
    CHECK(set.title.is_kept());
    REQUIRE(set.due_date.is_set());
    CHECK(set.due_date.value == Date::from_text("2026-12-24"));
    CHECK(to_json(set) == R"({"due_date":"2026-12-24"})");
    CHECK(to_json(TaskPatch{}) == "{}");
}

TEST_CASE("an alternative of a variant is written after its type and found by it in any place") {
    using Last = std::variant<Moved, Closed>;
    CHECK(to_json(Last{Moved{4}}) == R"({"type":"TaskMoved","place":4})");
    CHECK(to_json(Last{Closed{}}) == R"({"type":"Closed"})");
    CHECK(from_json<Last>(R"({"place":4,"type":"TaskMoved"})").value() == Last{Moved{4}});
    CHECK(from_json<Last>(R"({"type":"Closed"})").value() == Last{Closed{}});
    static_assert(codec::wire_name<Moved>() == "TaskMoved");
    static_assert(codec::wire_name<Closed>() == "Closed");
}

TEST_CASE("an enumerator is its name in upper case") {
    CHECK(to_json(Priority::on_hold) == R"("ON_HOLD")");
    CHECK(from_json<Priority>(R"("ON_HOLD")").value() == Priority::on_hold);
}

TEST_CASE("the ends of every integer range come back") {
    for (auto number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0},
                        std::numeric_limits<std::int64_t>::max()}) {
        CHECK(there_and_back(number) == number);
    }
    for (auto number :
         {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}) {
        CHECK(there_and_back(number) == number);
    }
    CHECK(there_and_back(std::numeric_limits<std::uint32_t>::max()) == 4294967295U);
    CHECK(to_json(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(there_and_back(std::numeric_limits<std::uint64_t>::max()) ==
          std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("a double comes back to the last bit and may be written as an integer") {
    for (double const number : {0.1, -1.0 / 3, 1e300, 5e-324, 123456789012345680000.0, 0.0}) {
        CHECK(there_and_back(number) == number);
    }
    CHECK(from_json<double>("7").value() == 7.0);
    CHECK(from_json<double>("18446744073709551615").value() == 18446744073709551615.0);
}

TEST_CASE("every ASCII character comes back from a string") {
    std::string text;
    for (char c = 1; c != 0x7F; ++c) text += c;
    CHECK(there_and_back(text) == text);
}

TEST_CASE("what a string is read from may be escaped in any way of RFC 8259") {
    CHECK(from_json<std::string>(R"("\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00")").value() ==
          "\"\\/\b\f\n\r\t\xC3\xA4\xF0\x9F\x98\x80");
}

TEST_CASE("raw JSON keeps whatever stands there, without white space") {
    auto const text = R"({"a": [1, -2.5, true, null, {"b": "\u00e4 \n"}], "a": {}})";
    CHECK(from_json<codec::RawJson>(text).value().text ==
          "{\"a\":[1,-2.5,true,null,{\"b\":\"\xC3\xA4 \\n\"}],\"a\":{}}");
}

TEST_CASE("a described template is a struct like any other") {
    Page<Label> const page{{{{"red"}, std::nullopt}}};
    CHECK(to_json(page) == R"({"items":[{"name":"red"}]})");
    CHECK(there_and_back(page).items == page.items);
}

TEST_CASE("whatever is accepted of 20,000 damaged texts survives being written and read again") {
    std::string const text = to_json(full_task());
    std::mt19937 random(20261121);
    auto const below = [&](std::size_t end) { return random() % end; };
    std::string_view const characters = "0123456789-.eE\"\\{}[],:ntuf \x01\xC3";
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto damaged = text;
        for (auto edits = 1 + below(2); edits > 0; --edits) {
            auto const place = below(damaged.size());
            if (below(3) == 0)
                damaged.erase(place, 1);
            else
                damaged[place] = characters[below(characters.size())];
        }
        auto const task = from_json<Task>(damaged);
        if (!task) continue;
        ++accepted;
        INFO(damaged);
        CHECK(there_and_back(*task) == *task);
    }
    CHECK(accepted > 100);
    CHECK(accepted < 19'900);
}
