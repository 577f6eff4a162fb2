#include "tools/atelier/describe_import.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atelier::tools {
namespace {

std::string with_thousands(std::int64_t number) {
    auto text = std::to_string(number);
    for (auto place = std::ssize(text) - 3; place > 0; place -= 3) {
        text.insert(static_cast<std::size_t>(place), 1, ',');
    }
    return text;
}

std::string kind_in_words(std::string kind) {
    std::ranges::replace(kind, '_', ' ');
    return kind;
}

void add_counts(std::string& text, char const* heading, commands::ImportedCounts const& counts) {
    if (counts.empty()) return;
    text += fmt::format("  {}:\n", heading);
    for (auto const& [kind, count] : counts) {
        text += fmt::format("    {:>8}  {}\n", with_thousands(count), kind_in_words(kind));
    }
}

std::string first_line(commands::ImportReport const& report) {
    auto const what =
        fmt::format("\"{}\" ({}) from {}", report.name, report.project_key, report.source);
    if (report.dry_run) return fmt::format("Dry run, nothing was written: {}\n", what);
    return fmt::format("Imported {}\n", what);
}

}  // namespace

std::string to_human(commands::ImportReport const& report) {
    auto text = first_line(report);
    text += fmt::format("  project   {}, {}\n", to_text(report.project),
                        report.project_created ? "new" : "there already, left as it is");
    text += fmt::format("  columns   {}\n", with_thousands(report.statuses));
    text += fmt::format("  labels    {}\n", with_thousands(report.labels));
    text += fmt::format("  tasks     {} new, of them {} archived; {} there already\n",
                        with_thousands(report.tasks_created), with_thousands(report.tasks_archived),
                        with_thousands(report.tasks_already_there));
    text += fmt::format("  events    {}\n", with_thousands(report.events_written));
    add_counts(text, "left out", report.left_out);
    add_counts(text, "adjusted", report.adjusted);
    for (auto const& note : report.notes) text += fmt::format("  note: {}\n", note);
    return text;
}

}  // namespace atelier::tools
