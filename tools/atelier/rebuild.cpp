#include "tools/atelier/rebuild.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "eventstore/keys/key_ring.hpp"
#include "projections/core/epoch.hpp"
#include "projections/core/rebuild.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/progress.hpp"

namespace atelier::tools {
namespace {

using projections::Projections;

void rebuild_one(std::string const& url, projections::Projection& model) {
    Progress progress{std::string{model.name()}, "events"};
    auto const report =
        projections::rebuild(url, model, [&progress](projections::RebuildProgress const& state) {
            progress.update(state.folded, state.head);
        });
    progress.finish();
    fmt::print(
        "{}: {} events up to position {}, {} rows; folded in {:.1f} s ({}/s), indexed in {:.1f} s, "
        "level after "
        "{:.1f} s\n",
        model.name(), grouped(report.events), report.position, grouped(report.rows),
        report.fold_seconds,
        grouped(static_cast<std::int64_t>(static_cast<double>(report.events) /
                                          std::max(report.fold_seconds, 1e-3))),
        report.index_seconds, report.tail_seconds);
}

std::string names_of(Projections const& models) {
    std::string names;
    for (auto const& model : models)
        names += (names.empty() ? "" : ", ") + std::string{model->name()};
    return names;
}

}  // namespace

int run_rebuild(Config const& config, RebuildRequest const& request) {
    auto const database = open_database(config);
    eventstore::KeyRing keys{database.key(), database.service_url};
    auto const models = projections::make_projections(keys);
    {
        eventstore::Connection connection{database.service_url};
        projections::forget_other_epoch(connection, models);
    }
    for (auto const& name : request.models) {
        bool const known = name == "all" || std::ranges::any_of(models, [&](auto const& m) {
                               return m->name() == name;
                           });
        if (!known) {
            throw CommandFailed(
                ExitCode::refused,
                "there is no read model " + name + "; there are " + names_of(models) + ", and all");
        }
    }
    for (auto const& model : models) {
        bool const wanted = std::ranges::any_of(request.models, [&](auto const& name) {
            return name == "all" || name == model->name();
        });
        if (!wanted) continue;
        try {
            rebuild_one(database.service_url, *model);
        } catch (projections::RebuildRunning const& running) {
            throw CommandFailed(ExitCode::refused, running.what());
        }
    }
    return static_cast<int>(ExitCode::ok);
}

}  // namespace atelier::tools
