#include <algorithm>
#include <array>
#include <chrono>

#include "eventstore/log/reader.hpp"
#include "projections/core/log_fold.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/rebuild.hpp"
#include "projections/core/row_loader.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;
using Clock = std::chrono::steady_clock;

constexpr Position sample = 100'000;

double fold_sample(std::string const& url, Projection& model, Position events) {
    Connection writer{url};
    LogFold fold{url, model};
    Transaction const never_committed{writer};
    auto const start = Clock::now();
    create_tables(writer, model, temporary_schema);
    RowLoader loader{writer, model, temporary_schema};
    fold.fold(Reach{events}, LogFold::Beyond::stop, [&] { loader.load_settled(); });
    loader.load_all();
    create_indexes(std::array{&writer}, model, temporary_schema);
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

RebuildEstimate estimate_rebuild(std::string const& database_url, Projection& model) {
    Connection connection{database_url};
    std::string const name{model.name()};
    RebuildEstimate estimate;
    auto const left = connection.run(sql::projection_find_rebuild, name);
    if (!left.empty() && left.integer(0, 0) == model.version())
        estimate.resumes_at = left.integer(0, 2);
    auto const head = read_head(connection);
    Reach const reach{connection.run(sql::projection_list_checkpoints, name), head};
    estimate.events = std::max<Position>(0, reach.furthest() - estimate.resumes_at);
    estimate.sampled = std::min(sample, reach.furthest());
    if (estimate.sampled == 0) return estimate;
    auto const seconds = fold_sample(database_url, model, estimate.sampled);
    estimate.seconds =
        seconds * static_cast<double>(estimate.events) / static_cast<double>(estimate.sampled);
    return estimate;
}

}  // namespace atelier::projections
