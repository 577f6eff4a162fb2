#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/kafka/partition.hpp"
#include "eventstore/source/source_error.hpp"
#include "projections/core/delta.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/projector.hpp"
#include "schemas/sql.hpp"

// What a projector does with events that a read model cannot take in: they wait, with the later
// ones of their stream, until a person says that they be tried again or a newer program starts.
namespace atelier::projections {

using namespace eventstore;

bool Projector::takes_in(ModelIndex model) const {
    return std::ranges::any_of(checkpoints_,
                               [&](auto const& one) { return one.first.first == model; });
}

void Projector::load_parked() {
    parked_.clear();
    auto const rows = connection_.run(sql::projection_list_parked);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model = model_called(rows.text(row, 0));
        // The first one of each stream is the one that the others wait behind.
        if (model && takes_in(*model))
            parked_[*model].try_emplace(rows.string(row, 1), rows.integer(row, 2));
    }
}

void Projector::poison(ModelIndex model, RawEvent const& event, std::string reason) {
    auto const stream = to_text(event.stream);
    spdlog::error("read model {}: event {} of {} is parked: {}", models_[model]->name(),
                  event.position, stream, reason);
    poison_[{model, event.position}] = std::move(reason);
    parked_[model].try_emplace(stream, event.position);
}

bool Projector::is_parked(ModelIndex model, RawEvent const& event) const {
    auto const streams = parked_.find(model);
    if (streams == parked_.end() || streams->second.empty()) return false;
    auto const waiting = streams->second.find(to_text(event.stream));
    return waiting != streams->second.end() && event.position >= waiting->second;
}

void Projector::park(Batch& batch, ModelIndex model, RawEvent const& event,
                     std::string const& reason) {
    batch.add(sql::projection_park, models_[model]->name(), to_text(event.stream), event.position,
              reason);
}

bool Projector::is_any_parked() const {
    return std::ranges::any_of(parked_, [](auto const& one) { return !one.second.empty(); });
}

/// Once after each start, since the program may be a newer one, and then what a person asks for.
void Projector::retry_parked() {
    bool const is_first = !std::exchange(has_retried_, true);
    if (!is_any_parked()) return;
    auto const rows = connection_.run(sql::projection_list_parked);
    std::map<std::pair<ModelIndex, std::string>, std::vector<Position>> parked;
    std::set<std::pair<ModelIndex, std::string>> wanted;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model = model_called(rows.text(row, 0));
        if (!model || !takes_in(*model)) continue;
        std::pair const key{*model, rows.string(row, 1)};
        parked[key].push_back(rows.integer(row, 2));
        if (is_first || rows.boolean(row, 4)) wanted.insert(key);
    }
    if (wanted.empty()) return;
    for (auto const& key : wanted) retry_stream(key.first, key.second, parked.at(key));
    load_parked();
    // A topic that stands where the event left it cannot be told by a delta that something came
    // before.
    live_.send({LiveMessage{std::string{switched_topic}, 0, "{}"}});
}

void Projector::retry_stream(ModelIndex model, std::string const& stream,
                             std::vector<Position> const& positions) {
    for (auto const position : positions) {
        discard();
        auto const raw = read_event(connection_, position);
        auto const partition =
            options_.is_kafka ? partition_of(raw.workspace, source_->partitions()) : 0;
        if (!leases_.contains(partition)) return;
        try {
            retry_one(model, raw, checkpoints_.at({model, checkpoint_partition(partition)}));
        } catch (DatabaseError const&) {
            throw;
        } catch (SourceError const&) {
            throw;
        } catch (std::exception const& error) {
            discard();
            spdlog::error("read model {}: event {} of {} stays parked: {}", models_[model]->name(),
                          position, stream, error.what());
            connection_.run(sql::projection_give_up_retry, models_[model]->name(), stream);
            return;
        }
    }
    discard();
    spdlog::info("read model {}: what was parked of {} is taken in", models_[model]->name(),
                 stream);
}

/// Its live topics went on without it: whoever follows them is told to read them anew.
void Projector::retry_one(ModelIndex model, RawEvent const& raw, Checkpoint const& checkpoint) {
    auto const name = models_[model]->name();
    Deltas deltas;
    Transaction transaction{connection_};
    // No rebuild switches meanwhile, and none has.
    connection_.run(sql::projection_lock_checkpoints, name);
    look_for_switches(connection_);
    models_[model]->apply(decode(raw), deltas);
    LiveLog live;
    for (auto const& [topic, changes] : deltas.take()) live.add_reread(topic, checkpoint.position);
    auto messages = live.messages(connection_, topic_positions_);
    bool const sends = !messages.empty();
    if (sends) {
        live_.begin(std::move(messages));
        live_.finish();
    }
    Batch batch{connection_};
    for (auto* table : models_[model]->tables()) table->flush(batch);
    batch.add(sql::projection_unpark, name, to_text(raw.stream), raw.position);
    auto const moving = live.save(batch);
    if (auto const answers = batch.run(); moving != 0 && answers.back().size() != moving)
        throw TopicMoved{};
    transaction.commit();
    for (auto* table : models_[model]->tables()) table->settle();
}

}  // namespace atelier::projections
