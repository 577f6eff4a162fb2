#pragma once

#include <set>
#include <string>
#include <vector>

#include "commands/import/imported_board.hpp"
#include "commands/import/trello/node.hpp"

namespace atelier::commands::trello {

/// The labels of a board, in all of Trello's formats: with ids of their own (`labels` and
/// `idLabels`, since 2015), or inline in each card as `{color, name}` with `labelNames` for the
/// board; such a label's id is made of both.
class LabelReader {
public:
    explicit LabelReader(Node const& board);

    /// The ids of a card's labels, each once. A label that the board does not list joins it when
    /// the card says what it looks like, and is counted in `left_out` as `unknown_labels` when it
    /// does not.
    std::vector<std::string> labels_of(Node const& card);

    /// All that have been met, the board's first.
    std::vector<ImportedLabel> take() { return std::move(labels_); }

private:
    std::string add(Node const& label);
    void add(std::string id, std::string const& name, std::string const& colour,
             Findings& findings);

    std::vector<ImportedLabel> labels_;
    std::set<std::string> ids_;
};

}  // namespace atelier::commands::trello
