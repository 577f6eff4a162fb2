#include "tools/atelier/verify_models.hpp"

#include <fmt/format.h>

#include <boost/describe.hpp>

#include "eventstore/keys/key_ring.hpp"
#include "projections/core/verify.hpp"
#include "schemas/codec/json.hpp"
#include "tools/atelier/describe_event.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/progress.hpp"
#include "tools/atelier/rebuild.hpp"

namespace atelier::tools {
namespace {

using projections::DifferingRow;
using projections::VerifyReport;

constexpr std::size_t value_width = 60;  ///< of a value on a terminal's line

struct ShownColumn {
    std::string name;
    std::optional<std::string> live;
    std::optional<std::string> expected;
};
BOOST_DESCRIBE_STRUCT(ShownColumn, (), (name, live, expected))

struct ShownRow {
    std::string table;
    std::string key;
    std::string kind;  ///< `changed`, `missing` or `extra`
    std::vector<ShownColumn> columns;
};
BOOST_DESCRIBE_STRUCT(ShownRow, (), (table, key, kind, columns))

struct ShownReport {
    std::string model;
    bool equal;
    std::int64_t position;
    std::int64_t events;
    std::int64_t rows;
    std::int64_t parked;
    std::int64_t differing;
    std::vector<ShownRow> first;
};
BOOST_DESCRIBE_STRUCT(ShownReport, (),
                      (model, equal, position, events, rows, parked, differing, first))

std::string kind_of(DifferingRow const& row) {
    switch (row.kind) {
        case DifferingRow::Kind::changed:
            return "changed";
        case DifferingRow::Kind::missing:
            return "missing";
        case DifferingRow::Kind::extra:
            return "extra";
    }
    return {};
}

std::string to_json(std::string const& model, VerifyReport const& report) {
    ShownReport shown{model,       report.is_equal(), report.position,  report.events,
                      report.rows, report.parked,     report.differing, {}};
    for (auto const& row : report.first) {
        ShownRow one{row.table, row.key, kind_of(row), {}};
        for (auto const& column : row.columns)
            one.columns.push_back({column.name, column.live, column.expected});
        shown.first.push_back(std::move(one));
    }
    return codec::to_json(shown);
}

std::string value_text(std::optional<std::string> const& value) {
    return value ? "'" + on_one_line(*value, value_width) + "'" : "null";
}

void print_row(DifferingRow const& row) {
    auto const words = row.kind == DifferingRow::Kind::changed   ? "is not what the log says"
                       : row.kind == DifferingRow::Kind::missing ? "is missing in the read model"
                                                                 : "is nothing that the log says";
    print_line(fmt::format("  {} ({}) {}", row.table, row.key, words));
    if (row.kind != DifferingRow::Kind::changed) return;
    for (auto const& column : row.columns) {
        print_line(fmt::format("    {}: {} -> {}", column.name, value_text(column.live),
                               value_text(column.expected)));
    }
}

void print_report(std::string const& model, VerifyReport const& report) {
    auto const compared = fmt::format(
        "{} rows, {} events up to position {}{}", grouped(report.rows), grouped(report.events),
        report.position,
        report.parked > 0 ? fmt::format(", {} parked ones left out", grouped(report.parked)) : "");
    if (report.is_equal()) {
        return print_line(
            fmt::format("{}: equal to a fresh fold of the log ({})", model, compared));
    }
    print_line(fmt::format("{}: {} row{} differ{} from a fresh fold of the log ({})", model,
                           grouped(report.differing), report.differing == 1 ? "" : "s",
                           report.differing == 1 ? "s" : "", compared));
    for (auto const& row : report.first) print_row(row);
    auto const hidden = report.differing - std::ssize(report.first);
    if (hidden > 0) print_line(fmt::format("  and {} more", grouped(hidden)));
    print_line(
        fmt::format("  `atelier rebuild {}` puts it right while the service goes on.", model));
}

bool verify_one(std::string const& url, projections::Projection& model,
                VerifyModelsRequest const& request) {
    std::string const name{model.name()};
    Progress progress{name, "events"};
    projections::VerifyOptions options;
    options.shown = request.shown;
    options.progress = [&progress](auto folded, auto target) {
        check_interrupt();
        progress.update(folded, target);
    };
    try {
        auto const report = projections::verify(url, model, options);
        progress.finish();
        if (request.json) {
            print_line(to_json(name, report));
        } else {
            print_report(name, report);
        }
        flush_output();
        return report.is_equal();
    } catch (projections::OtherVersion const& error) {
        throw CommandFailed(ExitCode::refused, error.what());
    }
}

}  // namespace

int run_verify_models(Config const& config, VerifyModelsRequest const& request) {
    catch_interrupts();
    auto const database = open_database(config);
    eventstore::KeyRing keys{database.key(), database.service_url};
    bool all_equal = true;
    for (auto const& model : named_models(keys, request.models))
        all_equal = verify_one(database.service_url, *model, request) && all_equal;
    return static_cast<int>(all_equal ? ExitCode::ok : ExitCode::altered);
}

}  // namespace atelier::tools
