#include <doctest/doctest.h>

#include "tests/unit/codec/aborts.hpp"
#include "tests/unit/codec/samples.hpp"

using namespace atelier;
using namespace samples;
using codec::collect_schemas;
using codec::schema;

namespace samples::other {

struct Label {
    bool sticky = false;
};
BOOST_DESCRIBE_STRUCT(Label, (), (sticky))

struct Renamed {
    static constexpr char const* schema_name = "StickyLabel";
    Label label;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (label))

/// The same name and the same members as samples::Moved.
struct Moved {
    std::int32_t place = 0;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (place))

struct BothMoved {
    samples::Moved one;
    Moved other;
};
BOOST_DESCRIBE_STRUCT(BothMoved, (), (one, other))

struct Money {
    static constexpr char const* json_schema = R"({"description":"money","type":"object"})";
    std::string amount;
};
BOOST_DESCRIBE_STRUCT(Money, (), (amount))

}  // namespace samples::other

TEST_CASE(
    "the schema of a struct says its members, which are required and that there are no more") {
    CHECK(schema<Label>() ==
          R"({"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":5},)"
          R"("colour":{"type":"string"}},"required":["name"],"additionalProperties":false})");
    CHECK(schema<Closed>() == R"({"type":"object","properties":{},"additionalProperties":false})");
}

TEST_CASE("the schema of a struct with every kind of member") {
    CHECK(schema<Task>() ==
          R"({"type":"object","properties":{)"
          R"("id":{"type":"string","format":"uuid"},)"
          R"("title":{"type":"string"},)"
          R"("done":{"type":"boolean"},)"
          R"("priority":{"type":"string","enum":["LOW","HIGH","ON_HOLD"]},)"
          R"("slug":{"type":"string","pattern":"^[a-z]+$"},)"
          R"("created_at":{"type":"string","format":"date-time"},)"
          R"("due_date":{"type":"string","format":"date"},)"
          R"("labels":{"type":"array","items":{"$ref":"#/components/schemas/Label"}},)"
          R"("votes":{"type":"object","additionalProperties":{"type":"integer","format":"int32"}},)"
          R"("numbers":{"$ref":"#/components/schemas/Numbers"},)"
          R"("last":{"oneOf":[)"
          R"({"type":"object","properties":{"type":{"const":"TaskMoved"},)"
          R"("place":{"type":"integer","format":"int32"}},)"
          R"("required":["type","place"],"additionalProperties":false},)"
          R"({"type":"object","properties":{"type":{"const":"Closed"}},)"
          R"("required":["type"],"additionalProperties":false}]},)"
          R"("author":{"type":"object","properties":{"subject":{"type":"string","format":"uuid"},)"
          R"("sealed":{"type":"string","contentEncoding":"base64"}},)"
          R"("required":["subject","sealed"],"additionalProperties":false},)"
          R"("extra":{},)"
          R"("children":{"type":"array","items":{"$ref":"#/components/schemas/Task"}}},)"
          R"("required":["id","title","done","priority","slug","created_at","labels","votes",)"
          R"("numbers","last","author","extra","children"],"additionalProperties":false})");
}

TEST_CASE("the schema of numbers says their ranges as far as a format does not") {
    CHECK(schema<std::int64_t>() == R"({"type":"integer","format":"int64"})");
    CHECK(schema<std::uint32_t>() == R"({"type":"integer","minimum":0,"maximum":4294967295})");
    CHECK(schema<std::uint64_t>() == R"({"type":"integer","minimum":0})");
    CHECK(schema<double>() == R"({"type":"number"})");
}

TEST_CASE("members of a patch are nullable and none is required") {
    CHECK(schema<TaskPatch>() ==
          R"({"type":"object","properties":{)"
          R"("title":{"anyOf":[{"type":"string"},{"type":"null"}]},)"
          R"("due_date":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]}},)"
          R"("additionalProperties":false})");
}

TEST_CASE("a struct may give its schema itself, alone and in a variant") {
    CHECK(schema<other::Money>() == other::Money::json_schema);
    CHECK(schema<std::variant<other::Money>>() ==
          R"({"oneOf":[{"allOf":[{"description":"money","type":"object"},)"
          R"({"type":"object","properties":{"type":{"const":"Money"}},"required":["type"]}]}]})");
}

TEST_CASE("every schema is JSON") {
    for (auto const& text : {schema<Task>(), schema<TaskPatch>(), schema<Page<Task>>(),
                             schema<other::Renamed>(), schema<Personal<Label>>()}) {
        CHECK(codec::Document::parse(text).value().root().is_object());
    }
}

TEST_CASE("collecting adds a struct and everything that it refers to, under schema names") {
    std::map<std::string, std::string> schemas;
    collect_schemas<Page<Task>>(schemas);
    std::map<std::string, std::string> const expected{{"Page_Task", schema<Page<Task>>()},
                                                      {"Task", schema<Task>()},
                                                      {"Label", schema<Label>()},
                                                      {"Numbers", schema<Numbers>()}};
    CHECK(schemas == expected);
    collect_schemas<std::vector<Task>>(schemas);
    CHECK(schemas == expected);
}

TEST_CASE("a type may choose its schema name") {
    std::map<std::string, std::string> schemas;
    collect_schemas<std::optional<other::Renamed>>(schemas);
    CHECK(schemas.size() == 2);
    CHECK(schemas.contains("StickyLabel"));
    CHECK(codec::schema_reference<other::Renamed>() ==
          R"({"$ref":"#/components/schemas/StickyLabel"})");
}

TEST_CASE("two types of one schema name abort") {
    std::map<std::string, std::string> schemas;
    collect_schemas<Label>(schemas);
    CHECK_FALSE(aborts([&] { collect_schemas<Task>(schemas); }));
    CHECK(aborts([&] { collect_schemas<other::Label>(schemas); }));
    CHECK(aborts([&] { collect_schemas<other::BothMoved>(schemas); }));
}
