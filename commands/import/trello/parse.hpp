#pragma once

#include <cstddef>
#include <expected>
#include <string>

#include "commands/import/imported_board.hpp"

namespace atelier::commands {

constexpr std::size_t max_import_size = 64 * 1024 * 1024;  ///< bytes
constexpr std::size_t max_import_cards = 50'000;
constexpr std::size_t max_import_actions = 100'000;
constexpr std::size_t max_import_lists = 1'000;
constexpr std::size_t max_import_labels = 1'000;
/// Of all arrays together, so that a file of brackets takes no more memory than one of cards.
constexpr std::size_t max_import_elements = 2'000'000;
/// Items of checklists that become part of descriptions; one checklist may be named by many cards.
constexpr std::size_t max_import_checklist_items = 1'000'000;

/// Why a file is refused: `cards[12].idList` `names a list that the export does not have`.
struct ImportError {
    std::string place;
    std::string reason;
    bool is_json = true;  ///< false: no JSON at all, whatever board it might have been
};

/// Reads a board that Trello exported as JSON (2012 to now), with its history. Pure: the same bytes
/// give the same value.
///
/// Lists become statuses, cards tasks, checklists Markdown task lists at the end of the
/// description, and of the actions the creations, moves, renamings, archivings and restorings
/// become history. History that Trello no longer holds is inferred: from the id of a card (whose
/// first eight hex digits are its time), the list a first move came from, and at last, dated by the
/// card's last activity, the difference to what the card is now. Cards of closed lists, which
/// Trello hides, are archived. Everything else is counted in `left_out`, every liberty taken in
/// `adjusted`.
///
/// Refused, with the place: what is too large, is not JSON, is not a Trello board, has a wrong
/// type, or refers to a list that is not there.
std::expected<ImportedBoard, ImportError> parse_trello(std::string bytes);

}  // namespace atelier::commands
