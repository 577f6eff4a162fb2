#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "commands/import/imported_board.hpp"
#include "commands/import/trello/labels.hpp"
#include "commands/import/trello/node.hpp"
#include "commands/import/trello/text.hpp"

namespace atelier::commands::trello {

/// The checklists of a board as they stand beside its cards.
class Checklists {
public:
    explicit Checklists(Node const& board);

    /// Those of one card, in their order.
    std::vector<Checklist> of(Node const& card);

private:
    struct Entry {
        std::string id, card;
        double order = 0;
        std::vector<std::string> item_ids;
        Checklist checklist;
    };
    std::vector<Entry> entries_;
    std::multimap<std::string, std::size_t> by_card_;
    std::map<std::string, std::size_t> by_id_;
    std::size_t items_given_ = 0;
};

/// What the reading of a card needs to know of its board.
struct BoardParts {
    std::set<std::string> lists;
    std::set<std::string> closed_lists;
    std::set<std::string> members;
    Checklists checklists;
    LabelReader labels;
};

/// Everything of a card but its history; `created_at` is the time in its id.
ImportedTask read_card(Node const& card, BoardParts& board);

}  // namespace atelier::commands::trello
