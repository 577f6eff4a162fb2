#include "projections/core/ready.hpp"

#include <spdlog/spdlog.h>

#include <thread>

#include "eventstore/log/reader.hpp"
#include "projections/core/epoch.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/rebuild.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;

constexpr std::chrono::milliseconds busy_pause{200};

bool is_there(Connection& connection, Projection const& model) {
    return connection.run(sql::projection_has_schema, std::string{model.name()}).boolean(0, 0);
}

/// Whoever else is at one may be through with it in a moment, or be killed.
void build(Connection& connection, std::string const& database_url, Projections const& models,
           RebuildOptions const& options) {
    bool told = false;
    while (true) {
        std::vector<Projection*> missing;
        for (auto const& model : models) {
            if (!is_there(connection, *model)) missing.push_back(model.get());
        }
        if (missing.empty()) return;
        try {
            rebuild(database_url, missing, options);
        } catch (ModelBusy const& busy) {
            if (!std::exchange(told, true)) spdlog::info("waiting: {}", busy.what());
            options.progress({});
            std::this_thread::sleep_for(busy_pause);
        }
    }
}

}  // namespace

void make_ready(std::string const& database_url, Projections const& models,
                std::function<void()> const& check) {
    Connection connection{database_url};
    forget_other_epoch(connection, models);
    RebuildOptions options;
    options.progress = [&check](RebuildProgress const&) { check(); };
    options.done = [](Projection const& model, RebuildReport const& report) {
        spdlog::info("read model {} is made from {} events", model.name(), report.events);
    };
    if (read_head(connection) > 0) return build(connection, database_url, models, options);
    for (auto const& model : models) ensure_model(connection, *model);
}

}  // namespace atelier::projections
