#include "tools/atelier/read_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "eventstore/log/reader.hpp"
#include "projections/core/model_lease.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/describe_event.hpp"
#include "tools/atelier/progress.hpp"

namespace atelier::tools {
namespace {

void add_checkpoints(ReadModels& all, eventstore::Rows const& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const name = rows.string(row, 0);
        if (all.models.empty() || all.models.back().name != name) {
            all.models.push_back({name, 0, 0, 0, {}, {}, {}});
        }
        auto& model = all.models.back();
        PartitionState const partition{static_cast<int>(rows.integer(row, 1)),
                                       rows.integer(row, 2)};
        model.version = static_cast<int>(rows.integer(row, 4));
        model.position = std::max(model.position, partition.position);
        model.lag = std::max<std::int64_t>(0, all.head - model.position);
        model.partitions.push_back(partition);
    }
}

void add_parked(ReadModels& all, eventstore::Rows const& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model =
            std::ranges::find(all.models, rows.string(row, 0), &ReadModelState::name);
        if (model == all.models.end()) continue;
        model->parked.push_back({rows.string(row, 1), rows.integer(row, 2), rows.string(row, 3),
                                 rows.boolean(row, 4), Timestamp{rows.integer(row, 5)}});
    }
}

void add_rebuilds(ReadModels& all, eventstore::Rows const& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model =
            std::ranges::find(all.models, rows.string(row, 0), &ReadModelState::name);
        if (model == all.models.end()) continue;
        auto const by = rows.string(row, 6);
        model->rebuild = RebuildState{static_cast<int>(rows.integer(row, 1)),
                                      rows.string(row, 2),
                                      rows.integer(row, 3),
                                      rows.integer(row, 4),
                                      by.empty() ? std::nullopt : std::optional{by},
                                      Timestamp{rows.integer(row, 5)}};
    }
}

/// How many keys; several events of one wait behind each other.
std::size_t parked_keys(ReadModelState const& model) {
    std::vector<std::string> streams;
    for (auto const& one : model.parked) streams.push_back(one.stream);
    std::ranges::sort(streams);
    return static_cast<std::size_t>(std::ranges::unique(streams).begin() - streams.begin());
}

std::string rate_of(ReadModelState const& model, ReadModels const* earlier, double seconds) {
    if (!earlier || seconds <= 0) return {};
    auto const before = std::ranges::find(earlier->models, model.name, &ReadModelState::name);
    if (before == earlier->models.end()) return {};
    return grouped(std::llround(static_cast<double>(model.position - before->position) / seconds));
}

std::string rebuild_line(ReadModelState const& model) {
    auto const& rebuild = *model.rebuild;
    auto const phase = rebuild.phase == "loaded"    ? "its indexes are being made"
                       : rebuild.phase == "indexed" ? "it follows the log"
                                                    : "it is being folded";
    auto const done =
        rebuild.target > 0
            ? fmt::format(", {} of {} events", grouped(rebuild.position), grouped(rebuild.target))
            : "";
    if (!rebuild.by) {
        return fmt::format("\n{}: a rebuild was left half done{}; `atelier rebuild {}` goes on",
                           model.name, done, model.name);
    }
    return fmt::format("\n{}: version {} is made beside version {}: {}{} ({})", model.name,
                       rebuild.version, model.version, phase, done, *rebuild.by);
}

std::string parked_lines(ReadModelState const& model) {
    std::string text;
    for (auto const& one : model.parked) {
        text += fmt::format("\n  {}: {} at {}{}: {}", model.name, one.stream, one.position,
                            one.retry ? " (to be tried again)" : "", on_one_line(one.reason, 200));
    }
    return text;
}

}  // namespace

ReadModels load_read_models(eventstore::Connection& connection) {
    eventstore::Transaction const snapshot{connection, eventstore::Transaction::Kind::snapshot};
    ReadModels all{eventstore::read_head(connection), {}};
    add_checkpoints(all, connection.run(sql::projection_read_checkpoints));
    add_parked(all, connection.run(sql::projection_list_parked));
    add_rebuilds(all, connection.run(sql::projection_list_rebuilds, projections::model_lease_kind));
    return all;
}

std::int64_t mark_retry(eventstore::Connection& connection, std::string const& model,
                        std::optional<std::string> const& stream) {
    auto const rows = connection.run(sql::projection_mark_retry, model, stream);
    return static_cast<std::int64_t>(rows.affected());
}

std::string to_table(ReadModels const& now, ReadModels const* earlier, double seconds) {
    std::size_t width = 10;
    for (auto const& model : now.models) width = std::max(width, model.name.size());
    auto text = fmt::format("{:<{}}  {:>14}  {:>12}  {:>7}{}", "READ MODEL", width, "POSITION",
                            "LAG", "PARKED", earlier ? "      EVENTS/S" : "");
    std::string parked;
    std::string rebuilds;
    for (auto const& model : now.models) {
        text += fmt::format("\n{:<{}}  {:>14}  {:>12}  {:>7}", model.name, width,
                            grouped(model.position), grouped(model.lag), parked_keys(model));
        if (earlier) text += fmt::format("  {:>12}", rate_of(model, earlier, seconds));
        parked += parked_lines(model);
        if (model.rebuild) rebuilds += rebuild_line(model);
    }
    text += fmt::format("\n{:<{}}  {:>14}", "(the log)", width, grouped(now.head));
    text += rebuilds;
    if (!parked.empty()) {
        text +=
            "\nParked; when what is wrong has been put right, `atelier projections retry NAME`:" +
            parked;
    }
    return text;
}

}  // namespace atelier::tools
