#include "commands/import/trello/parse.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/unit/import/board_promises.hpp"

// Boards exported from Trello, whose checklists become Markdown task lists.

namespace atelier::fuzz {
namespace {

using commands::ImportedBoard;

void check_texts(ImportedBoard const& board) {
    for (auto const& task : board.tasks) {
        require(!task.title.empty(), "a task has no title");
        require(task.description.size() <= commands::max_imported_description_size,
                "a description beyond the limit");
        // What is written as JSON must be text.
        auto const written = codec::to_json(std::vector{task.title, task.description});
        require(codec::from_json<std::vector<std::string>>(written).has_value(),
                "a task has texts that are none");
    }
    for (auto const& status : board.statuses) require(!status.name.empty(), "a column has no name");
    for (auto const& label : board.labels) require(!label.name.empty(), "a label has no name");
}

}  // namespace

void try_input(std::string_view bytes) {
    auto const board = commands::parse_trello(std::string{bytes});
    if (!board) {
        require(!board.error().place.empty(), "a refused board names no place");
        return require(!board.error().reason.empty(), "a refused board has no reason");
    }
    require(test::inconsistency(*board).empty(), "a board breaks its promises");
    check_texts(*board);
}

}  // namespace atelier::fuzz
