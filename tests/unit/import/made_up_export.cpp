#include "tests/unit/import/made_up_export.hpp"

#include <doctest/doctest.h>

#include "tests/unit/import/board_promises.hpp"

namespace atelier::test {
namespace {

using commands::ImportedChange;

std::string quoted(std::string const& text) { return '"' + text + '"'; }

std::string with_id(std::string const& member, std::string const& id) {
    return quoted(member) + R"(:{"id":)" + quoted(id) + '}';
}

std::string list(std::string const& id, std::string const& name, int order, bool closed) {
    return R"({"id":)" + quoted(id) + R"(,"name":)" + quoted(name) + R"(,"pos":)" +
           std::to_string(order) + R"(,"closed":)" + (closed ? "true" : "false") + '}';
}

}  // namespace

std::string array(std::vector<std::string> const& elements) {
    std::string text = "[";
    for (auto const& element : elements) text += (text.size() > 1 ? "," : "") + element;
    return text + "]";
}

std::string board(std::vector<std::string> const& cards, std::vector<std::string> const& actions,
                  std::string const& more) {
    return R"({"id":"board","name":"Boatyard","desc":"What we build","lists":)" +
           array({list("done", "Done", 30, false), list("todo", "To do", 10, false),
                  list("doing", "Doing", 20, false), list("old", "Last year", 40, true)}) +
           R"(,"cards":)" + array(cards) + R"(,"actions":)" + array(actions) + more + '}';
}

std::string card(std::string const& id, std::string const& list, std::string const& more,
                 std::string const& name) {
    return R"({"id":)" + quoted(id) + R"(,"idList":)" + quoted(list) + R"(,"name":)" +
           quoted(name) + R"(,"dateLastActivity":"2025-11-20T08:00:00.000Z")" + more + '}';
}

std::string action(std::string const& type, std::string const& at, std::string const& data) {
    return R"({"type":)" + quoted(type) + R"(,"date":)" + quoted(at) +
           R"(,"idMemberCreator":"ana","memberCreator":{"id":"ana","fullName":"Ana Lima"})" +
           R"(,"data":{)" + data + "}}";
}

std::string created(std::string const& card, std::string const& at, std::string const& list,
                    std::string const& name) {
    return action("createCard", at,
                  R"("card":{"id":)" + quoted(card) + R"(,"name":)" + quoted(name) + "}," +
                      with_id("list", list));
}

std::string moved(std::string const& card, std::string const& at, std::string const& from,
                  std::string const& to) {
    return action("updateCard", at,
                  with_id("card", card) + R"(,"old":{"idList":)" + quoted(from) + "}," +
                      with_id("listBefore", from) + "," + with_id("listAfter", to));
}

std::string renamed(std::string const& card, std::string const& at, std::string const& from,
                    std::string const& to) {
    return action("updateCard", at,
                  R"("card":{"id":)" + quoted(card) + R"(,"name":)" + quoted(to) +
                      R"(},"old":{"name":)" + quoted(from) + "}");
}

std::string archived(std::string const& card, std::string const& at, bool closed) {
    return action("updateCard", at,
                  R"("card":{"id":)" + quoted(card) + R"(,"closed":)" +
                      (closed ? "true" : "false") + R"(},"old":{"closed":)" +
                      (closed ? "false" : "true") + "}");
}

commands::ImportedBoard parsed(std::string const& bytes) {
    auto board = commands::parse_trello(bytes);
    if (!board) FAIL(board.error().place << ": " << board.error().reason);
    CHECK(inconsistency(*board) == "");
    return std::move(*board);
}

std::string refusal(std::string const& bytes) {
    auto const board = commands::parse_trello(bytes);
    return board ? "(accepted)" : board.error().place + ": " + board.error().reason;
}

std::vector<std::string> in_short(std::vector<commands::ImportedChange> const& history) {
    std::vector<std::string> lines;
    for (auto const& change : history) {
        switch (change.kind) {
            case ImportedChange::Kind::created:
                lines.push_back("created " + change.status_source_id + " " + quoted(change.title));
                break;
            case ImportedChange::Kind::moved:
                lines.push_back("moved " + change.status_source_id);
                break;
            case ImportedChange::Kind::renamed:
                lines.push_back("renamed " + quoted(change.title));
                break;
            case ImportedChange::Kind::archived:
                lines.push_back("archived");
                break;
            case ImportedChange::Kind::restored:
                lines.push_back("restored");
                break;
        }
    }
    return lines;
}

}  // namespace atelier::test
