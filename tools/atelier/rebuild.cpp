#include "tools/atelier/rebuild.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <ranges>

#include "eventstore/keys/key_ring.hpp"
#include "projections/core/epoch.hpp"
#include "projections/core/rebuild.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/progress.hpp"

namespace atelier::tools {
namespace {

using projections::Projections;

std::string names_of(Projections const& models) {
    std::string names;
    for (auto const& model : models)
        names += (names.empty() ? "" : ", ") + std::string{model->name()};
    return names;
}

std::string report_line(projections::Projection const& model,
                        projections::RebuildReport const& report) {
    auto const rate = static_cast<double>(report.events) / std::max(report.fold_seconds, 1e-3);
    return fmt::format(
        "{}: {} events up to position {}{}, {} rows; folded in {:.1f} s ({}/s), indexed in "
        "{:.1f} s, level after {:.1f} s",
        model.name(), grouped(report.events), report.position,
        report.resumed > 0 ? fmt::format(" (went on after {})", report.resumed) : "",
        grouped(report.rows), report.fold_seconds, grouped(std::llround(rate)),
        report.index_seconds, report.tail_seconds);
}

/// Shows how far the one is that is furthest behind.
void rebuild_named(std::string const& url, Projections const& models,
                   RebuildRequest const& request) {
    std::optional<Progress> progress{std::in_place, names_of(models), "events"};
    std::map<std::string, projections::Position, std::less<>> folded;
    std::vector<projections::Projection*> wanted;
    for (auto const& model : models) {
        wanted.push_back(model.get());
        folded.emplace(model->name(), 0);
    }
    std::vector<std::string> lines;
    projections::RebuildOptions options;
    options.save_every = std::chrono::milliseconds{std::llround(request.save_every_seconds * 1000)};
    options.progress = [&](projections::RebuildProgress const& state) {
        check_interrupt();
        folded.find(state.model)->second = state.folded;
        progress->update(std::ranges::min(std::views::values(folded)), state.head);
    };
    options.done = [&](auto const& model, auto const& report) {
        lines.push_back(report_line(model, report));
    };
    auto const print = [&] {
        progress.reset();
        for (auto const& line : lines) print_line(line);
    };
    try {
        projections::rebuild(url, wanted, options);
    } catch (...) {
        print();
        throw;
    }
    progress->finish();
    print();
}

void estimate_one(std::string const& url, projections::Projection& model) {
    auto const estimate = projections::estimate_rebuild(url, model);
    print_line(fmt::format(
        "{}: {} events{}, about {} (from a sample of {} events). Nothing was changed.",
        model.name(), grouped(estimate.events),
        estimate.resumes_at > 0
            ? fmt::format(" left after {}, where an earlier rebuild had saved", estimate.resumes_at)
            : "",
        duration_text(estimate.seconds), grouped(estimate.sampled)));
}

}  // namespace

Projections named_models(eventstore::KeyRing& keys, std::vector<std::string> const& names) {
    auto models = projections::make_projections(keys);
    for (auto const& name : names) {
        bool const known = name == "all" || std::ranges::any_of(models, [&](auto const& m) {
                               return m->name() == name;
                           });
        if (!known) {
            throw CommandFailed(
                ExitCode::refused,
                "there is no read model " + name + "; there are " + names_of(models) + ", and all");
        }
    }
    std::erase_if(models, [&](auto const& model) {
        return std::ranges::none_of(
            names, [&](auto const& name) { return name == "all" || name == model->name(); });
    });
    return models;
}

int run_rebuild(Config const& config, RebuildRequest const& request) {
    catch_interrupts();
    auto const database = open_database(config);
    eventstore::KeyRing keys{database.key(), database.service_url};
    auto const models = named_models(keys, request.models);
    {
        eventstore::Connection connection{database.service_url};
        projections::forget_other_epoch(connection, projections::make_projections(keys));
    }
    if (request.dry_run) {
        for (auto const& model : models) estimate_one(database.service_url, *model);
    } else {
        rebuild_named(database.service_url, models, request);
    }
    return static_cast<int>(ExitCode::ok);
}

}  // namespace atelier::tools
