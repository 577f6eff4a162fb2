#include "projections/core/log_fold.hpp"

#include <spdlog/spdlog.h>

#include <future>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"
#include "projections/core/model_store.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;

constexpr Position read_limit = 10'000;

}  // namespace

void LogFold::resume(Position position, std::vector<ParkedPlace> parked) {
    position_ = position;
    parked_ = std::move(parked);
    for (auto const& one : parked_) parked_streams_.insert(one.stream);
}

std::vector<LogFold::ReadEvent> LogFold::read(Position after, Position end) {
    auto const limit = static_cast<int>(std::min(read_limit, end - after));
    std::vector<ReadEvent> batch;
    batch.reserve(static_cast<std::size_t>(limit));
    for (auto& raw : read_forward(reader_, after, limit)) {
        ReadEvent one{std::move(raw), {}, {}};
        try {
            one.event = decode(one.raw);
        } catch (UnreadableEvent const& error) {
            one.unreadable = error.what();
        }
        batch.push_back(std::move(one));
    }
    return batch;
}

void LogFold::fold(Reach const& reach, Beyond beyond, std::function<void()> const& after_batch) {
    auto const end = reach.furthest();
    if (position_ >= end) return;
    auto const start_reading = [this, end](Position after) {
        return std::async(std::launch::async, [this, after, end] { return read(after, end); });
    };
    auto next = start_reading(position_);
    while (position_ < end) {
        auto const batch = next.get();
        if (batch.empty()) throw DatabaseError("the log ends before its head", "", false);
        auto const last = batch.back().raw.position;
        if (last < end) next = start_reading(last);
        if (rows_from_) fetch(batch);
        for (auto const& one : batch) {
            bool const is_had = reach.has(one.raw.workspace, one.raw.position);
            if (!is_had && beyond == Beyond::stop) return after_batch();
            position_ = one.raw.position;
            if (!is_had) continue;
            fold(one);
            ++events_;
        }
        after_batch();
    }
}

void LogFold::fetch(std::vector<ReadEvent> const& batch) {
    std::set<StreamId> unique;
    for (auto const& one : batch) unique.insert(one.raw.stream);
    std::vector<StreamId> const streams{unique.begin(), unique.end()};
    fetch_rows(*rows_from_, model_.tables(), streams);
}

void LogFold::fold(ReadEvent const& one) {
    auto const& raw = one.raw;
    if (!left_out_.empty() && left_out_.contains(raw.position)) return;
    if (!parked_streams_.empty() && parked_streams_.contains(to_text(raw.stream))) {
        parked_.push_back(
            {to_text(raw.stream), raw.position, "waits behind an earlier event of its stream"});
        return;
    }
    if (!one.event) return park(raw, one.unreadable);
    try {
        model_.apply(*one.event, silent_);
    } catch (DatabaseError const&) {
        throw;
    } catch (std::exception const& error) {
        park(raw, error.what());
    }
}

void LogFold::park(RawEvent const& raw, std::string reason) {
    auto stream = to_text(raw.stream);
    spdlog::error("read model {}: event {} of {} is parked: {}", model_.name(), raw.position,
                  stream, reason);
    parked_streams_.insert(stream);
    parked_.push_back({std::move(stream), raw.position, std::move(reason)});
}

}  // namespace atelier::projections
