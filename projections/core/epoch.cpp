#include "projections/core/epoch.hpp"

#include <spdlog/spdlog.h>

#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;

bool is_of_epoch(Connection& connection) {
    return connection.run(sql::projection_is_of_epoch).boolean(0, 0);
}

void drop_schemas(Connection& connection, std::string_view model) {
    auto const schemas = connection.run(sql::projection_list_schemas, model);
    for (std::size_t row = 0; row < schemas.size(); ++row)
        connection.execute("drop schema " + schemas.string(row, 0) + " cascade");
}

}  // namespace

void forget_other_epoch(Connection& connection, Projections const& models) {
    if (is_of_epoch(connection)) return;
    Transaction transaction{connection};
    connection.run(sql::projection_lock_models);
    // Another node may have been faster.
    if (!is_of_epoch(connection)) {
        spdlog::info("the log was restored: the read models are made anew from it");
        for (auto const& model : models) drop_schemas(connection, model->name());
        connection.run(sql::projection_take_epoch);
    }
    transaction.commit();
}

}  // namespace atelier::projections
