#include "tools/atelier/read_models.hpp"

#include <doctest/doctest.h>

using namespace atelier;
using namespace atelier::tools;

namespace {

ReadModels two_models() {
    ReadModels models{12'000, {}};
    models.models.push_back({"activity", 1, 12'000, 0, {{-1, 12'000}}, {}, {}});
    models.models.push_back({"board", 1, 11'000, 1'000, {{-1, 11'000}}, {}, {}});
    return models;
}

}  // namespace

TEST_CASE("The table says how far each read model is") {
    CHECK(to_table(two_models()) ==
          "READ MODEL        POSITION           LAG   PARKED\n"
          "activity            12,000             0        0\n"
          "board               11,000         1,000        0\n"
          "(the log)           12,000");
}

TEST_CASE("Watched, the table says how fast each read model is") {
    auto earlier = two_models();
    earlier.models[1].position = 9'000;
    auto const table = to_table(two_models(), &earlier, 2.0);
    CHECK(table.find("EVENTS/S") != std::string::npos);
    CHECK(table.find("1,000        0         1,000") != std::string::npos);
}

TEST_CASE("What is parked is counted by key and told with its reason") {
    auto models = two_models();
    models.models[1].parked = {{"task-1", 7, "no such\nproject", false, {}},
                               {"task-1", 9, "waits behind 7", true, {}}};
    auto const table = to_table(models);
    CHECK(table.find("1,000        1\n") != std::string::npos);
    CHECK(table.find("  board: task-1 at 7: no such project\n") != std::string::npos);
    CHECK(table.find("task-1 at 9 (to be tried again)") != std::string::npos);
    CHECK(table.find("projections retry") != std::string::npos);
}
