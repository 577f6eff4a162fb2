#include "tools/atelier/describe_import.hpp"

#include <doctest/doctest.h>

#include "schemas/codec/json.hpp"

using namespace atelier;

namespace {

commands::ImportReport sample() {
    commands::ImportReport report;
    report.source = "trello";
    report.name = "Ferries";
    report.project_key = "FERR";
    report.project_created = true;
    report.statuses = 3;
    report.labels = 2;
    report.tasks_created = 1'234;
    report.tasks_archived = 12;
    report.events_written = 1'234'567;
    report.left_out = {{"comments", 45}, {"checklist_item_dates_and_members", 1}};
    report.notes = {"Something to know."};
    return report;
}

}  // namespace

TEST_CASE("A report can be read by people") {
    CHECK(tools::to_human(sample()) ==
          "Imported \"Ferries\" (FERR) from trello\n"
          "  project   00000000-0000-0000-0000-000000000000, new\n"
          "  columns   3\n"
          "  labels    2\n"
          "  tasks     1,234 new, of them 12 archived; 0 there already\n"
          "  events    1,234,567\n"
          "  left out:\n"
          "           1  checklist item dates and members\n"
          "          45  comments\n"
          "  note: Something to know.\n");
}

TEST_CASE("The report of a dry run says first that nothing was written") {
    auto report = sample();
    report.dry_run = true;
    CHECK(tools::to_human(report).starts_with("Dry run, nothing was written: \"Ferries\""));
}

TEST_CASE("A report survives JSON") {
    auto const json = codec::to_json(sample());
    auto const read = codec::from_json<commands::ImportReport>(json);
    REQUIRE(read.has_value());
    CHECK(codec::to_json(*read) == json);
    CHECK(read->left_out == sample().left_out);
}
