#include "projections/core/projector_write.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/source/source_error.hpp"
#include "schemas/sql.hpp"

// How a projector writes what a batch of events comes to: in one transaction, of a backlog beside
// the fold of the next batch.
namespace atelier::projections {

using namespace eventstore;

Projector::Write::~Write() {
    try {
        finish_saying();
    } catch (SourceError const& error) {
        spdlog::warn("projector: {}", error.what());
    }
}

void Projector::Write::say(std::vector<LiveMessage> messages) {
    says = !messages.empty();
    if (says) live.begin(std::move(messages));
}

void Projector::Write::finish_saying() {
    if (std::exchange(says, false)) live.finish();
}

void Projector::Write::run() {
    auto const answers = batch.run();
    if (answers.back().size() != advancing) throw Fenced{};
    if (moving != 0 && answers[answers.size() - 2].size() != moving) throw TopicMoved{};
    // Before the commit: afterwards nobody would say again what a dying broker or process has
    // not delivered.
    finish_saying();
    transaction.commit();
}

void Projector::write(std::vector<SourcedEvent> const& events, LiveLog& live) {
    auto write = std::make_unique<Write>(connection_, live_);
    write->say(live.messages(connection_, topic_positions_));
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->flush(write->batch);
    }
    park_from(events, write->batch);
    save_offsets(write->batch, events);
    write->moving = live.save(write->batch);
    write->advancing = advance_checkpoints(write->batch);
    // If it comes to nothing, all of this is read anew.
    for (auto& [key, position] : reached_)
        position = checkpoints_[key].position = std::max(checkpoints_[key].position, position);
    write->reached = std::exchange(reached_, {});
    auto& task = *write;
    write->done = std::async(live.is_brief() ? std::launch::async : std::launch::deferred,
                             [&task] { task.run(); });
    write_ = std::move(write);
    if (!live.is_brief()) finish_write();
}

void Projector::finish_write() {
    if (!write_) return;
    auto const write = std::exchange(write_, nullptr);
    write->done.get();
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->settle();
    }
    for (auto const& [key, position] : write->reached)
        watermarks_.advance(std::string{models_[key.first]->name()}, key.second, position);
}

/// What a read model could not fold, and what waits behind that.
void Projector::park_from(std::vector<SourcedEvent> const& events, Batch& batch) {
    for (auto const& sourced : events) {
        for (ModelIndex model = 0; model < models_.size(); ++model) {
            auto const poison = poison_.find({model, sourced.event.position});
            if (poison != poison_.end()) {
                park(batch, model, sourced.event, poison->second);
            } else if (auto const streams = parked_.find(model);
                       streams != parked_.end() && !streams->second.empty() &&
                       streams->second.contains(to_text(sourced.event.stream)) &&
                       is_new(model, sourced)) {
                park(batch, model, sourced.event, "waits behind an earlier event of its stream");
            }
        }
    }
}

bool Projector::is_new(ModelIndex model, SourcedEvent const& sourced) const {
    auto const checkpoint = checkpoints_.find({model, checkpoint_partition(sourced.partition)});
    return checkpoint != checkpoints_.end() && sourced.event.position > checkpoint->second.position;
}

std::size_t Projector::advance_checkpoints(Batch& batch) {
    ArrayParameter names{ArrayParameter::Element::text};
    ArrayParameter partitions{ArrayParameter::Element::int4};
    ArrayParameter epochs{ArrayParameter::Element::int8};
    ArrayParameter positions{ArrayParameter::Element::int8};
    std::size_t count = 0;
    for (auto const& [key, position] : reached_) {
        if (position == 0) continue;
        names.add(models_[key.first]->name());
        partitions.add(static_cast<std::int32_t>(key.second));
        epochs.add(checkpoints_[key].epoch);
        positions.add(position);
        ++count;
    }
    batch.add(sql::projection_advance_checkpoints, std::move(names), std::move(partitions),
              std::move(epochs), std::move(positions));
    return count;
}

void Projector::save_offsets(Batch& batch, std::vector<SourcedEvent> const& events) {
    // What is left out will be read on from where all of them were level.
    if (!options_.is_kafka || leaves_out_) return;
    std::map<int, std::int64_t> next;
    for (auto const& sourced : events) next[sourced.partition] = sourced.offset + 1;
    ArrayParameter partitions{ArrayParameter::Element::int4};
    ArrayParameter offsets{ArrayParameter::Element::int8};
    for (auto const& [partition, offset] : next) {
        partitions.add(static_cast<std::int32_t>(partition));
        offsets.add(offset);
    }
    batch.add(sql::projection_save_offsets, std::move(partitions), std::move(offsets));
}

}  // namespace atelier::projections
