#include <doctest/doctest.h>

#include "commands/import/trello/json_fault.hpp"
#include "tests/unit/import/made_up_export.hpp"

using namespace atelier;
using namespace atelier::test;

TEST_CASE("What is not JSON is refused with the byte where it stops being JSON") {
    CHECK(refusal("").starts_with("byte 0: "));
    CHECK(refusal("hello").starts_with("byte 0: is not valid JSON"));
    CHECK(refusal(R"({"id":"b",})").starts_with("byte 10: is not valid JSON"));
    CHECK(refusal("{\"a\":\"tab\there\"}").starts_with("byte 9: is not valid JSON"));
    CHECK(refusal("{\"a\":\"\xff\"}").starts_with("file: is not valid JSON"));
}

TEST_CASE("An export cut off anywhere is refused as too short, never accepted") {
    auto const whole =
        board({card(card_1, "todo")}, {created(card_1, "2025-10-28T10:00:00.000Z", "todo")});
    CHECK(commands::parse_trello(whole));
    for (std::size_t size = 1; size < whole.size(); ++size) {
        auto const said = refusal(whole.substr(0, size));
        INFO(said);
        REQUIRE(said == "byte " + std::to_string(size) + ": the JSON text ends too early");
    }
}

TEST_CASE("The fault of a JSON text is found where it is") {
    using commands::trello::find_json_fault;
    for (auto const* good : {"1", " [1, -2.5e+3, true, false, null, \"\\u00fc\\n\", {}, []] ",
                             "{\"a\":{\"b\":[0]}}"}) {
        CHECK(find_json_fault(good) == std::nullopt);
    }
    CHECK(find_json_fault("[1,]") == 3);
    CHECK(find_json_fault("[1 2]") == 3);
    CHECK(find_json_fault("[1}") == 2);
    CHECK(find_json_fault("{\"a\" 1}") == 5);
    CHECK(find_json_fault("{a:1}") == 1);
    CHECK(find_json_fault("01") == 1);
    CHECK(find_json_fault("1.") == 2);
    CHECK(find_json_fault("\"\\x\"") == 2);
    CHECK(find_json_fault("\"\\u12g4\"") == 5);
    CHECK(find_json_fault("{} {}") == 3);
    CHECK(find_json_fault("nul") == 3);
    CHECK(find_json_fault(std::string(100'000, '[')) == 100'000);
}

TEST_CASE("JSON that is no Trello board is refused with what is missing") {
    CHECK(refusal("[]") == "file: is not a board exported from Trello: not an object");
    CHECK(refusal(R"({"name":"x"})") == "id: is missing: this is not a board exported from Trello");
    CHECK(refusal(R"({"id":"x","name":"x","cards":[]})") ==
          "lists: is missing: this is not a board exported from Trello");
    CHECK(refusal(R"({"id":"x","name":"x","lists":[],"cards":[]})") ==
          "lists: are none, but cards have to be somewhere");
}

TEST_CASE("A value of the wrong type is refused with its place") {
    auto const with = [](std::string const& more) {
        return refusal(board({card(card_1, "todo", more)}));
    };
    CHECK(with(R"(,"due":"tomorrow")") ==
          "cards[0].due: is not a time such as 2026-11-21T14:03:07.512Z");
    CHECK(with(R"(,"pos":"top")") == "cards[0].pos: is not a number");
    CHECK(with(R"(,"closed":1)") == "cards[0].closed: is not true or false");
    CHECK(with(R"(,"desc":[])") == "cards[0].desc: is not a text");
    CHECK(with(R"(,"idShort":1.5)") == "cards[0].idShort: is not a whole number");
    CHECK(with(R"(,"idMembers":[7])") == "cards[0].idMembers[0]: is not a text");
    CHECK(with(R"(,"attachments":7)") == "cards[0].attachments: is not an array");
    CHECK(with(R"(,"labels":[7])") == "cards[0].labels[0]: is not an object");
    CHECK(refusal(board({"7"})) == "cards[0]: is not an object");
    CHECK(refusal(board({}, {R"({"type":"createCard"})"})) == "actions[0].date: is missing");
}

TEST_CASE("A file that is small and would become large is refused") {
    auto const repeated = [](std::string const& one, std::size_t times) {
        std::string list;
        for (std::size_t i = 0; i < times; ++i) list += (i == 0 ? "" : ",") + one;
        return list;
    };
    CHECK(refusal(board({}, {}, ",\"members\":[" + repeated("{}", 2'100'000) + "]"))
              .starts_with("members: are too many: all arrays together"));
    std::string labels;
    for (int i = 0; i < 1'001; ++i) labels += (i ? ",\"" : "\"") + std::to_string(i) + "\":\"x\"";
    CHECK(refusal(board({}, {}, ",\"labelNames\":{" + labels + "}")) ==
          "labelNames: are more than 1000");
    std::string inline_labels;
    for (int i = 0; i < 1'001; ++i) {
        inline_labels += (i ? "," : "") + (R"({"name":"L)" + std::to_string(i) + "\"}");
    }
    CHECK(refusal(board({card(card_1, "todo", ",\"labels\":[" + inline_labels + "]")})) ==
          "labels: are more than 1000");
}

TEST_CASE("A checklist that many cards name is copied into so many of them") {
    std::string items, cards;
    for (int i = 0; i < 10'000; ++i) items += i ? ",{}" : "{}";
    std::vector<std::string> many;
    for (int i = 0; i < 101; ++i) {
        auto id = std::string{card_1};
        id.replace(id.size() - 3, 3, std::to_string(100 + i));
        many.push_back(card(id, "todo", R"(,"idChecklists":["big"])"));
    }
    auto const more = R"(,"checklists":[{"id":"big","checkItems":[)" + items + "]}]";
    CHECK(refusal(board(many, {}, more)) ==
          "cards[100].idChecklists: names more checklist items than an import takes");
    many.pop_back();
    CHECK(refusal(board(many, {}, more)) == "(accepted)");
}

TEST_CASE("A place with a giant name in it is cut") {
    auto const said =
        refusal(board({}, {}, ",\"labelNames\":{\"" + std::string(100'000, 'x') + "\":7}"));
    CHECK(said.starts_with("labelNames.xxx"));
    CHECK(said.size() < 300);
}

TEST_CASE("A card in a list that is not there, or without a Trello id, is refused") {
    CHECK(refusal(board({card(card_1, "todo"), card(card_2, "gone")})) ==
          "cards[1].idList: names a list that the export does not have");
    CHECK(refusal(board({card("42", "todo")})) ==
          "cards[0].id: is not a Trello id of 24 hexadecimal digits");
}

TEST_CASE("An id that occurs twice is refused") {
    CHECK(refusal(board({card(card_1, "todo"), card(card_1, "done")})) ==
          "cards[1].id: is the id of an earlier card too");
    CHECK(refusal(board({}, {}, R"(,"labels":[{"id":"1"},{"id":"1"}])")) ==
          "labels[1].id: is the id of an earlier label too");
    CHECK(refusal(board({}, {}, R"(,"members":[{"id":"1"},{"id":"1"}])")) ==
          "members[1].id: is the id of an earlier member too");
}

TEST_CASE("The first of several faults is the one told") {
    CHECK(refusal(board({card(card_1, "gone", R"(,"due":"never")")}))
              .starts_with("cards[0].idList: "));
}

TEST_CASE("Too much of anything is refused") {
    CHECK(refusal(std::string(64 * 1024 * 1024 + 1, ' ')) == "file: is larger than 64 MiB");
    CHECK(refusal(board(std::vector<std::string>(50'001, "{}"))) == "cards: are more than 50000");
    CHECK(refusal(board({}, std::vector<std::string>(100'001, "{}"))) ==
          "actions: are more than 100000");
    CHECK(refusal(board({}, {}, R"(,"labels":)" + array(std::vector<std::string>(1'001, "{}")))) ==
          "labels: are more than 1000");
}

TEST_CASE("A byte order mark in front is no fault") {
    CHECK(refusal("\xEF\xBB\xBF" + board({})) == "(accepted)");
    CHECK(refusal("\xEF\xBB\xBF[").starts_with("byte 4: "));
}
