#include <spdlog/spdlog.h>

#include <algorithm>

#include "projections/core/delta.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/projector.hpp"
#include "schemas/sql.hpp"

// What a projector does with events that a read model cannot take in: they wait, with the later
// ones of their stream, until a person says that they be tried again.
namespace atelier::projections {

using namespace eventstore;

void Projector::load_parked() {
    parked_.clear();
    auto const rows = connection_.run(sql::projection_list_parked);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model =
            std::ranges::find(models_, rows.text(row, 0), [](auto const& m) { return m->name(); });
        if (model == models_.end()) continue;
        parked_[static_cast<ModelIndex>(model - models_.begin())].insert(rows.string(row, 1));
    }
}

void Projector::park(Batch& batch, ModelIndex model, RawEvent const& event,
                     std::string const& reason) {
    auto const stream = to_text(event.stream);
    batch.add(sql::projection_park, models_[model]->name(), stream, event.position, reason);
    if (parked_[model].insert(stream).second) {
        spdlog::error("read model {}: event {} of {} is parked: {}", models_[model]->name(),
                      event.position, stream, reason);
    }
}

void Projector::retry_parked() {
    bool any = false;
    for (auto const& [model, streams] : parked_) any = any || !streams.empty();
    if (!any || !owns_everything_) return;
    auto const rows = connection_.run(sql::projection_list_parked);
    std::set<std::pair<std::string, std::string>> wanted;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.boolean(row, 4)) wanted.insert({rows.string(row, 0), rows.string(row, 1)});
    }
    if (wanted.empty()) return;
    discard();
    Transaction transaction{connection_};
    std::set<std::pair<std::string, std::string>> failed;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::pair const key{rows.string(row, 0), rows.string(row, 1)};
        auto const model =
            std::ranges::find(models_, key.first, [](auto const& m) { return m->name(); });
        if (model == models_.end() || !wanted.contains(key) || failed.contains(key)) continue;
        auto const index = static_cast<ModelIndex>(model - models_.begin());
        if (!retry_one(index, key.second, rows.integer(row, 2))) failed.insert(key);
    }
    Batch batch{connection_};
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->flush(batch);
    }
    batch.run();
    transaction.commit();
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->settle();
    }
    load_parked();
}

bool Projector::retry_one(ModelIndex model, std::string const& stream, Position position) {
    auto const raw = read_event(connection_, position);
    auto const name = models_[model]->name();
    // Its live topics went on without it: nothing is said, whoever looks again sees it.
    auto silent = Deltas::silent();
    try {
        models_[model]->apply(decode(raw), silent);
    } catch (DatabaseError const&) {
        throw;
    } catch (std::exception const& error) {
        spdlog::error("read model {}: event {} of {} stays parked: {}", name, position, stream,
                      error.what());
        connection_.run(sql::projection_give_up_retry, name, stream);
        return false;
    }
    connection_.run(sql::projection_unpark, name, stream, position);
    return true;
}

}  // namespace atelier::projections
