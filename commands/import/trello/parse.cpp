#include "commands/import/trello/parse.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "commands/import/trello/cards.hpp"
#include "commands/import/trello/history.hpp"
#include "commands/import/trello/json_fault.hpp"
#include "commands/import/trello/node.hpp"
#include "commands/import/trello/stable_sort.hpp"
#include "commands/import/trello/text.hpp"
#include "schemas/codec/value.hpp"

namespace atelier::commands {
namespace {

using namespace trello;

constexpr std::size_t trello_action_cap = 1'000;

ImportError not_json(std::string const& bytes, std::string const& reason) {
    auto const offset = find_json_fault(bytes);
    auto place = offset ? "byte " + std::to_string(*offset) : "file";
    if (offset == bytes.size()) return {std::move(place), "the JSON text ends too early", false};
    return {std::move(place), reason, false};
}

/// Tells a file of something else from a broken export.
void require_trello_board(Node const& board) {
    for (auto const member : {"id", "name", "lists", "cards"}) {
        if (!board.has(member))
            board.refuse(member, "is missing: this is not a board exported from Trello");
    }
}

std::vector<ImportedStatus> read_lists(Node const& board) {
    auto lists = board.objects("lists");
    if (lists.size() > max_import_lists) {
        board.refuse("lists", "are more than " + std::to_string(max_import_lists));
    }
    sort_stably(lists, [](Node const& list) { return list.number("pos", 0); });
    std::vector<ImportedStatus> statuses;
    std::set<std::string> ids;
    for (auto const& list : lists) {
        auto const name = list.text("name");
        if (is_longer_than(name, max_imported_name_length)) list.findings().adjust("cut_names");
        statuses.push_back(
            {list.required_text("id"), name_of(name, "Unnamed list"), list.flag("closed")});
        if (!ids.insert(statuses.back().source_id).second) {
            list.refuse("id", "is the id of an earlier list too");
        }
    }
    if (statuses.empty()) board.refuse("lists", "are none, but cards have to be somewhere");
    return statuses;
}

std::vector<ImportedMember> read_members(Node const& board) {
    std::vector<ImportedMember> members;
    std::set<std::string> ids;
    for (auto const& node : board.objects("members")) {
        auto id = node.required_text("id");
        if (!ids.insert(id).second) node.refuse("id", "is the id of an earlier member too");
        auto username = node.text("username");
        auto full_name = node.text("fullName", username);
        members.push_back(
            {std::move(id), std::move(full_name), std::move(username), node.text("email")});
    }
    return members;
}

BoardParts parts_of(ImportedBoard const& board, Node const& node) {
    BoardParts parts{{}, {}, {}, Checklists(node), LabelReader(node)};
    for (auto const& status : board.statuses) {
        parts.lists.insert(status.source_id);
        if (status.closed) parts.closed_lists.insert(status.source_id);
    }
    for (auto const& member : board.members) parts.members.insert(member.source_id);
    return parts;
}

/// A card being read: the task so far, and what its history needs of the file.
struct ReadCard {
    ImportedTask task;
    bool closed = false;
    Timestamp last_activity;
};

std::vector<ReadCard> read_cards(Node const& board, BoardParts& parts) {
    auto const nodes = board.objects("cards");
    std::vector<ReadCard> cards;
    if (nodes.size() > max_import_cards) {
        board.refuse("cards", "are more than " + std::to_string(max_import_cards));
        return cards;
    }
    std::set<std::string> ids;
    for (auto const& node : nodes) {
        auto task = read_card(node, parts);
        if (!ids.insert(task.source_id).second)
            node.refuse("id", "is the id of an earlier card too");
        auto const last_activity = node.time("dateLastActivity").value_or(task.created_at);
        cards.push_back({std::move(task), node.flag("closed"), last_activity});
    }
    return cards;
}

std::set<std::string> ids_of(std::vector<ReadCard> const& cards) {
    std::set<std::string> ids;
    for (auto const& card : cards) ids.insert(card.task.source_id);
    return ids;
}

void add_history(ReadCard& card, BoardHistory const& history, std::set<std::string> const& lists,
                 Findings& findings) {
    auto& task = card.task;
    CardPresent present{task.title,      task.status_source_id, task.archived,
                        task.created_at, card.last_activity,    nullptr};
    if (task.archived && !card.closed) {
        findings.adjust("archived_with_their_list");
        auto const closing = history.list_closings.find(task.status_source_id);
        if (closing != history.list_closings.end()) present.list_closing = &closing->second;
    }
    static std::vector<CardFact> const nothing;
    auto const facts = history.cards.find(task.source_id);
    auto const& known = facts == history.cards.end() ? nothing : facts->second;
    task.history = make_history(present, known, lists, findings);
    task.created_at = task.history.front().at;
}

void sort_tasks(ImportedBoard& board) {
    std::map<std::string, std::size_t> places;
    for (auto const& status : board.statuses) places.emplace(status.source_id, places.size());
    sort_stably(board.tasks, [&](ImportedTask const& task) {
        return std::pair(places[task.status_source_id], task.order);
    });
}

void add_notes(ImportedBoard& board, BoardHistory const& history) {
    if (history.actions >= trello_action_cap) {
        board.notes.push_back("The file has " + std::to_string(history.actions) +
                              " actions. Trello exports the last 1,000 of a board only, so older "
                              "history may be missing.");
    }
    if (history.actions == 0)
        board.notes.push_back("The file has no actions, so history is inferred.");
}

ImportedBoard read_board(Node const& node) {
    auto& findings = node.findings();
    ImportedBoard board;
    board.source = "trello";
    board.source_id = node.required_text("id");
    auto const name = node.text("name");
    if (is_longer_than(name, max_imported_name_length)) findings.adjust("cut_names");
    board.name = name_of(name, "Unnamed board");
    board.description = std::string(cut_to_size(node.text("desc"), max_imported_description_size));
    board.statuses = read_lists(node);
    board.members = read_members(node);
    auto parts = parts_of(board, node);
    auto cards = read_cards(node, parts);
    board.labels = parts.labels.take();
    auto const history = read_history(node, ids_of(cards));
    if (findings.error) return board;
    for (auto& card : cards) {
        add_history(card, history, parts.lists, findings);
        board.tasks.push_back(std::move(card.task));
    }
    sort_tasks(board);
    add_notes(board, history);
    return board;
}

}  // namespace

std::expected<ImportedBoard, ImportError> parse_trello(std::string bytes) {
    if (bytes.size() > max_import_size) {
        return std::unexpected(ImportError{"file", "is larger than 64 MiB"});
    }
    // A byte order mark is no JSON, though editors write one; blanks keep the offsets right.
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.replace(0, 3, "   ");
    auto const document = codec::Document::parse(bytes);
    if (!document) return std::unexpected(not_json(bytes, document.error()));
    Findings findings;
    Node const root(document->root(), "", findings);
    if (!document->root().is_object()) {
        return std::unexpected(
            ImportError{"file", "is not a board exported from Trello: not an object"});
    }
    require_trello_board(root);
    if (findings.error) return std::unexpected(std::move(*findings.error));
    auto board = read_board(root);
    if (findings.error) return std::unexpected(std::move(*findings.error));
    board.left_out = std::move(findings.left_out);
    board.adjusted = std::move(findings.adjusted);
    return board;
}

}  // namespace atelier::commands
