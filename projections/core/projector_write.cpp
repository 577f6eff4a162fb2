#include "projections/core/projector_write.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/source/source_error.hpp"
#include "schemas/sql.hpp"

// How a projector tells and writes what it has folded: in one transaction, of a backlog beside the
// fold of the next batch.
namespace atelier::projections {

using namespace eventstore;
using namespace std::chrono_literals;

namespace {

constexpr auto poll_timeout = 250ms;
/// Between writes, as long as events keep coming: each costs as much as the rows of many.
constexpr std::chrono::steady_clock::duration write_pause = 40ms;
/// When somebody waits for rows; or, where writes take long, twice as long as the last one: then
/// what changes often is written once.
constexpr std::chrono::steady_clock::duration hasty_pause = 4ms;
constexpr std::size_t gathered_limit = 2'000;  // events that are written without a pause

}  // namespace

Projector::Write::~Write() {
    try {
        finish_saying();
    } catch (SourceError const& error) {
        spdlog::warn("projector: {}", error.what());
    }
}

void Projector::Write::finish_saying() {
    if (std::exchange(says_, false)) live.finish();
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

void Projector::tell() {
    auto messages = gathered_.live.messages(connection_, topic_positions_);
    if (messages.empty()) return;
    // One request to the broker at a time: the next would wait behind it, and its library turn
    // round and round meanwhile.
    if (std::exchange(gathered_.says, true)) live_.finish();
    live_.begin(std::move(messages));
}

Projector::Clock::time_point Projector::next_write() const {
    return wrote_ + (watermarks_.is_in_haste() ? pause_in_haste_ : write_pause);
}

bool Projector::is_to_be_written() const {
    return gathered_.events.size() >= gathered_limit || Clock::now() >= next_write();
}

std::chrono::milliseconds Projector::time_to_wait() const {
    if (write_) return 0ms;
    if (gathered_.events.empty()) return poll_timeout;
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(next_write() - Clock::now()));
}

void Projector::write_gathered() {
    if (gathered_.events.empty()) return;
    auto const began = Clock::now();
    begin_write();
    finish_write();
    wrote_ = Clock::now();
    pause_in_haste_ = std::clamp(2 * (wrote_ - began), hasty_pause, write_pause);
}

void Projector::begin_write() {
    auto write = std::make_unique<Write>(connection_, live_, std::exchange(gathered_.says, false));
    auto const gathered = std::exchange(gathered_, Gathered{});
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->flush(write->batch);
    }
    park_from(gathered.events, write->batch);
    save_offsets(write->batch, gathered.events);
    write->moving = gathered.live.save(write->batch);
    write->advancing = advance_checkpoints(write->batch);
    // If it comes to nothing, all of this is read anew.
    for (auto& [key, position] : reached_)
        position = checkpoints_[key].position = std::max(checkpoints_[key].position, position);
    write->reached = std::exchange(reached_, {});
    auto& task = *write;
    write->done = std::async(gathered.live.is_brief() ? std::launch::async : std::launch::deferred,
                             [&task] { task.run(); });
    write_ = std::move(write);
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
            if (!is_parked(model, sourced.event) || !is_new(model, sourced)) continue;
            auto const poison = poison_.find({model, sourced.event.position});
            park(batch, model, sourced.event,
                 poison == poison_.end() ? "waits behind an earlier event of its stream"
                                         : poison->second);
        }
    }
    poison_.clear();
}

bool Projector::is_new(ModelIndex model, SourcedEvent const& sourced) const {
    auto const checkpoint = checkpoints_.find({model, checkpoint_partition(sourced.partition)});
    return checkpoint != checkpoints_.end() && sourced.event.position > checkpoint->second.position;
}

bool Projector::is_new_to_rows(SourcedEvent const& sourced) const {
    if (sourced.event.position <= end_when_taken_) return false;
    for (ModelIndex model = 0; model < models_.size(); ++model) {
        if (!is_new(model, sourced)) return false;
    }
    return true;
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
