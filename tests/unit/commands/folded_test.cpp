#include "commands/core/folded.hpp"

#include <doctest/doctest.h>

namespace atelier::commands {

TEST_CASE("names are the same in whatever case") {
    CHECK(folded("In Progress") == folded("in PROGRESS"));
    CHECK(folded("ÜBERPRÜFEN") == "überprüfen");
    CHECK(folded("ŁÓDŹ") == "łódź");
    CHECK(folded("ГОТОВО") == "готово");
    CHECK(folded("ЁЖ") == "ёж");
    CHECK(folded("ΤΕΛΟΣ") == folded("τελοσ"));
    CHECK(folded("完成 ×9") == "完成 ×9");
    CHECK(folded("a") != folded("b"));
}

}  // namespace atelier::commands
