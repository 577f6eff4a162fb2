#include "commands/import/status_category.hpp"

#include <doctest/doctest.h>

using atelier::commands::guess_category;
using enum atelier::project::StatusCategory;

TEST_CASE("A column whose name says that work has ended is done") {
    for (auto const* name :
         {"Done", "DONE ✔", "Released 2.1", "Sprint 3 - Done", "Finished", "Erledigt", "Fertig!",
          "Won't do / rejected", "Completed tasks", "Shipped 🚀"}) {
        CAPTURE(name);
        CHECK(guess_category(name, false) == done);
        CHECK(guess_category(name, true) == done);
    }
}

TEST_CASE("A column whose name says that work has not begun is todo, wherever it stands") {
    for (auto const* name : {"Backlog", "To do", "TO-DO", "Todo (sprint)", "Ideas",
                             "To be released", "Not done", "Icebox", "Noch nicht fertig"}) {
        CAPTURE(name);
        CHECK(guess_category(name, false) == todo);
    }
}

TEST_CASE("Any other column is todo where the board begins, else doing") {
    for (auto const* name : {"Features", "In progress", "Ready for release", "Undone", "", "🐛"}) {
        CAPTURE(name);
        CHECK(guess_category(name, true) == todo);
        CHECK(guess_category(name, false) == doing);
    }
}
