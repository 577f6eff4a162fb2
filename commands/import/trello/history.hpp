#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "commands/import/imported_board.hpp"
#include "commands/import/trello/node.hpp"

namespace atelier::commands::trello {

/// Who did something; empty when not known.
struct Actor {
    std::string id;
    std::string name;
};

/// One thing that an action says about a card; the ids are as in the file, known to it or not.
struct CardFact {
    enum class Kind { created, moved, renamed, closed, reopened };

    Kind kind = Kind::created;
    Timestamp at;
    Actor actor;
    std::string list_before;   ///< of moved
    std::string list_after;    ///< of created and moved
    std::string title_before;  ///< of renamed
    std::string title_after;   ///< of created and renamed
};

struct ListClosing {
    Timestamp at;
    Actor actor;
};

/// What the actions of a board tell, oldest first.
struct BoardHistory {
    std::map<std::string, std::vector<CardFact>> cards;  ///< by id of the card
    /// By id of the list: the last time that it was closed.
    std::map<std::string, ListClosing> list_closings;
    std::size_t actions = 0;
};

/// Each action ends in exactly one place: in what is returned, or in a count of `left_out`
/// (`comments`, `history_of_deleted_cards`, `other_history`).
BoardHistory read_history(Node const& board, std::set<std::string> const& cards);

/// What the history of one card has to end in.
struct CardPresent {
    std::string title;
    std::string list;
    bool archived = false;
    Timestamp born;           ///< from its id
    Timestamp last_activity;  ///< when it was last touched
    /// When it is archived only because its list is closed, and that is known.
    ListClosing const* list_closing = nullptr;
};

/// A history that begins with `created` and ends in what the card is now. What is missing is
/// inferred.
std::vector<ImportedChange> make_history(CardPresent const& present,
                                         std::vector<CardFact> const& facts,
                                         std::set<std::string> const& lists, Findings& findings);

}  // namespace atelier::commands::trello
