#include <doctest/doctest.h>

#include "tests/unit/import/made_up_export.hpp"

using namespace atelier;
using namespace atelier::test;

using Lines = std::vector<std::string>;

TEST_CASE("Lists become statuses in the order of the board, closed ones too") {
    auto const statuses = parsed(board({})).statuses;
    REQUIRE(statuses.size() == 4);
    CHECK(statuses[0].name == "To do");
    CHECK(statuses[1].source_id == "doing");
    CHECK(statuses[2].name == "Done");
    CHECK(statuses[3].closed);
    CHECK_FALSE(statuses[2].closed);
}

TEST_CASE("A board has its id, name, description and members") {
    auto const read =
        parsed(board({}, {},
                     R"(,"members":[{"id":"ana","fullName":"Ana Lima","username":"ana"},)"
                     R"({"id":"bo","username":"bo"}])"));
    CHECK(read.source == "trello");
    CHECK(read.source_id == "board");
    CHECK(read.name == "Boatyard");
    CHECK(read.description == "What we build");
    REQUIRE(read.members.size() == 2);
    CHECK(read.members[0].full_name == "Ana Lima");
    CHECK(read.members[1].full_name == "bo");
}

TEST_CASE("A card becomes a task with its number, dates, order and people") {
    auto const read = parsed(board(
        {card(card_1, "todo",
              R"(,"idShort":7,"desc":"**Twice**","pos":16384.5,"due":"2025-12-01T12:00:00.000Z",)"
              R"("idMembers":["ana","ana","somebody"])")},
        {}, R"(,"members":[{"id":"ana","fullName":"Ana Lima","username":"ana"}])"));
    auto const& task = read.tasks.at(0);
    CHECK(task.source_number == 7);
    CHECK(task.title == "Paint the hull");
    CHECK(task.description == "**Twice**");
    CHECK(task.status_source_id == "todo");
    CHECK(task.order == 16384.5);
    CHECK(to_text(task.due.value()) == "2025-12-01T12:00:00.000Z");
    CHECK(task.member_source_ids == Lines{"ana"});
    CHECK(read.left_out == commands::ImportedCounts{{"unknown_members", 1}});
}

TEST_CASE("Tasks come by status and within it by position, equal ones as in the file") {
    auto const read = parsed(board({card("690000000000000000000003", "done", R"(,"pos":1)"),
                                    card("690000000000000000000004", "todo", R"(,"pos":9)"),
                                    card("690000000000000000000005", "todo", R"(,"pos":2)"),
                                    card("690000000000000000000006", "todo", R"(,"pos":9)")}));
    Lines ids;
    for (auto const& task : read.tasks) ids.push_back(task.source_id.substr(23));
    CHECK(ids == Lines{"5", "4", "6", "3"});
}

TEST_CASE("Checklists are task lists at the end of the description, in their order") {
    auto const checklists =
        R"(,"checklists":[{"id":"b","idCard":"690000000000000000000001","name":"Later",)"
        R"("pos":2,"checkItems":[]},)"
        R"({"id":"a","idCard":"690000000000000000000001","name":"First","pos":1,"checkItems":[)"
        R"({"id":"2","name":"Second\nline","state":"incomplete","pos":20},)"
        R"({"id":"1","name":"Sand","state":"complete","pos":10}]},)"
        R"({"id":"c","idCard":"690000000000000000000002","name":"","pos":1,"checkItems":[]}])";
    auto const read = parsed(
        board({card(card_1, "todo", R"(,"desc":"Blue.")"), card(card_2, "todo")}, {}, checklists));
    CHECK(read.tasks.at(0).description ==
          "Blue.\n\n### First\n\n- [x] Sand\n- [ ] Second line\n\n### Later");
    CHECK(read.tasks.at(1).description == "### Checklist");
}

TEST_CASE("Checklists of 2012, which only the card knows, are found") {
    auto const read = parsed(board(
        {card(
            card_1, "todo",
            R"(,"idChecklists":["a"],"checkItemStates":[{"idCheckItem":"1","state":"complete"}])")},
        {},
        R"(,"checklists":[{"id":"a","name":"First","checkItems":[)"
        R"({"id":"1","name":"Sand"},{"id":"2","name":"Wash"}]}])"));
    CHECK(read.tasks.at(0).description == "### First\n\n- [x] Sand\n- [ ] Wash");
}

TEST_CASE("Labels have the colour of Trello's palette and, when unnamed, its name") {
    auto const read = parsed(
        board({card(card_1, "todo", R"(,"idLabels":["3","1","gone"])")}, {},
              R"(,"labels":[{"id":"1","name":"Urgent","color":"red"},)"
              R"({"id":"2","name":"","color":"blue_dark"},{"id":"3","name":"","color":null},)"
              R"({"id":"4","name":"Odd","color":"beige"}])"));
    REQUIRE(read.labels.size() == 4);
    CHECK(read.labels[0].name == "Urgent");
    CHECK(read.labels[0].colour == "#f87168");
    CHECK(read.labels[1].name == "Dark blue");
    CHECK(read.labels[1].colour == "#0c66e4");
    CHECK(read.labels[2].name == "No colour");
    CHECK(read.labels[2].colour == read.labels[3].colour);
    CHECK(read.tasks.at(0).label_source_ids == Lines{"3", "1"});
    CHECK(read.left_out == commands::ImportedCounts{{"unknown_labels", 1}});
    CHECK(read.adjusted.at("labels_named_after_their_colour") == 2);
    CHECK(read.adjusted.at("unknown_colours") == 1);
}

TEST_CASE("Labels of 2014, inline in the cards and without ids, are labels of the board") {
    auto const read =
        parsed(board({card(card_1, "todo", R"(,"labels":[{"color":"green","name":"Wood"}])"),
                      card(card_2, "todo",
                           R"(,"labels":[{"color":"red","name":"Iron"},)"
                           R"({"color":"green","name":"Wood"}])")},
                     {}, R"(,"labelNames":{"green":"Wood","blue":"","sky":"Air"})"));
    Lines names;
    for (auto const& label : read.labels) names.push_back(label.name);
    CHECK(names == Lines{"Wood", "Air", "Iron"});
    CHECK(read.tasks.at(0).label_source_ids == Lines{read.labels[0].source_id});
    CHECK(read.tasks.at(1).label_source_ids ==
          Lines{read.labels[2].source_id, read.labels[0].source_id});
}

TEST_CASE("What has no home yet is counted by kind") {
    auto const read = parsed(board({card(
        card_1, "todo",
        R"(,"attachments":[{},{}],"customFieldItems":[{}],"stickers":[{}],)"
        R"("idMembersVoted":["a","b"],)"
        R"("pluginData":[{}],"start":"2025-11-01T00:00:00.000Z","due":"2025-11-02T00:00:00.000Z",)"
        R"("dueComplete":true,"address":"Pier 3","cover":{"color":"red"},"isTemplate":true)")}));
    CHECK(read.left_out == commands::ImportedCounts{{"attachments", 2},
                                                    {"completed_due_dates", 1},
                                                    {"covers", 1},
                                                    {"custom_fields", 1},
                                                    {"locations", 1},
                                                    {"power_up_data", 1},
                                                    {"stickers", 1},
                                                    {"votes", 2}});
    CHECK(read.adjusted.at("template_cards") == 1);
    CHECK(read.tasks.at(0).start == Timestamp::from_text("2025-11-01T00:00:00.000Z"));
}

TEST_CASE("A title over 500 characters is cut and stands whole at the top of the description") {
    std::string name;
    for (int i = 0; i < 501; ++i) name += "ü";
    auto const read = parsed(board({card(card_1, "todo", R"(,"desc":"Text")", name)}));
    auto const& task = read.tasks.at(0);
    CHECK(task.title == name.substr(0, 499 * 2) + "…");
    CHECK(task.description == name + "\n\nText");
    CHECK(read.adjusted.at("cut_titles") == 1);
    auto const just_fits = parsed(board({card(card_1, "todo", "", name.substr(2))}));
    CHECK(just_fits.tasks.at(0).title == name.substr(2));
    CHECK_FALSE(just_fits.adjusted.contains("cut_titles"));
}

TEST_CASE("A description over 64 KiB is cut between characters and says so") {
    std::string text = "x";
    while (text.size() < 65'536) text += "ü";
    auto const read = parsed(board({card(card_1, "todo", R"(,"desc":")" + text + '"')}));
    auto const& description = read.tasks.at(0).description;
    CHECK(description.size() <= 65'536);
    CHECK(description.size() > 65'536 - 4);
    CHECK(description.ends_with("ü\n\n*(The rest was too long to be imported.)*"));
    CHECK(read.adjusted.at("cut_descriptions") == 1);
}

TEST_CASE("A blank title is replaced, a NUL character removed, and both are counted") {
    auto const read =
        parsed(board({card(card_1, "todo", "", " "), card(card_2, "todo", "", R"(a\u0000b)")}));
    CHECK(read.tasks.at(0).title == "Untitled card");
    CHECK(read.tasks.at(1).title == "ab");
    CHECK(read.adjusted.at("untitled_cards") == 1);
    CHECK(read.adjusted.at("removed_nul_characters") == 1);
}

TEST_CASE("Emoji and other scripts survive") {
    CHECK(parsed(board({card(card_1, "todo", "", R"(\ud83d\udea2 Überholen 修理)")}))
              .tasks.at(0)
              .title == "🚢 Überholen 修理");
}
