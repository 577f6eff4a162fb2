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

/// Whoever else is at it may be through with it in a moment, or be killed.
void build(Connection& connection, std::string const& database_url, Projection& model,
           RebuildOptions const& options) {
    bool told = false;
    while (!is_there(connection, model)) {
        try {
            auto const report = rebuild(database_url, model, options);
            spdlog::info("read model {} is made from {} events", model.name(), report.events);
        } catch (ModelBusy const& busy) {
            if (!std::exchange(told, true))
                spdlog::info("waiting for read model {}: {}", model.name(), busy.what());
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
    bool const is_empty = read_head(connection) == 0;
    for (auto const& model : models) {
        if (is_empty) {
            ensure_model(connection, *model);
        } else {
            build(connection, database_url, *model, options);
        }
    }
}

}  // namespace atelier::projections
