#include "projections/core/log_fold.hpp"

#include <spdlog/spdlog.h>

#include "projections/core/model_store.hpp"

namespace atelier::projections {

using namespace eventstore;

void LogFold::resume(Position position, std::vector<ParkedPlace> parked) {
    position_ = position;
    parked_ = std::move(parked);
    for (auto const& one : parked_) parked_streams_.insert(one.stream);
}

void LogFold::fold(Reach const& reach, Beyond beyond, std::function<void()> const& after_batch) {
    if (position_ >= reach.furthest()) return;
    LogFeed feed{reader_, reach.furthest()};
    LogFeed::Follower follower{feed};
    fold_from(follower, reach, beyond, after_batch);
}

void LogFold::fold_from(LogFeed::Follower& follower, Reach const& reach, Beyond beyond,
                        std::function<void()> const& after_batch) {
    auto const end = reach.furthest();
    while (position_ < end) {
        auto const batch = follower.after(position_);
        if (rows_from_) fetch(*batch);
        for (auto const& one : *batch) {
            auto const position = one.raw.position;
            if (position <= position_) continue;
            bool const is_had = reach.has(one.raw.workspace, position);
            if (!is_had && (beyond == Beyond::stop || position > end)) return after_batch();
            position_ = position;
            if (!is_had) continue;
            fold(one);
            ++events_;
        }
        after_batch();
    }
}

void LogFold::fetch(std::vector<ReadEvent> const& batch) {
    std::set<StreamId> streams;
    for (auto const& one : batch) streams.insert(one.raw.stream);
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
