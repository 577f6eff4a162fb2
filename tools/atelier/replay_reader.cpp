#include "tools/atelier/replay_reader.hpp"

#include <algorithm>
#include <atomic>

#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::tools {
namespace {

using eventstore::Position;
using eventstore::RawEvent;

constexpr std::chrono::milliseconds follow_pause{200};

std::optional<eventstore::ArrayParameter> types_of(ReplayFilter const& filter) {
    if (filter.types.empty()) return std::nullopt;
    eventstore::ArrayParameter types{eventstore::ArrayParameter::Element::text};
    for (auto const& type : filter.types) types.add(type);
    return types;
}

template <class AnyId>
std::optional<std::string> text_of(std::optional<AnyId> const& id) {
    return id ? std::optional{to_text(*id)} : std::nullopt;
}

/// Where a replay begins: before `since` nothing can have happened that was recorded before it.
Position position_before(eventstore::Connection& connection, ReplayFilter const& filter) {
    auto const before = std::max<Position>(0, filter.from - 1);
    if (!filter.since || filter.stream) return before;
    Timestamp const before_since{filter.since->milliseconds - 1};
    return std::max(before, eventstore::find_position(connection, before_since).position);
}

}  // namespace

ReplayReader::ReplayReader(eventstore::Connection& connection, ReplayFilter const& filter)
    : connection_(connection), filter_(filter), last_(position_before(connection, filter)) {}

std::optional<std::vector<RawEvent>> ReplayReader::next_of_stream() {
    auto events = eventstore::read_streams(connection_, {{*filter_.stream, version_}});
    if (events.empty()) return std::nullopt;
    version_ = events.back().version;
    last_ = std::max(last_, events.back().position);
    return events;
}

std::optional<std::vector<RawEvent>> ReplayReader::next() {
    if (!may_go_on()) return std::nullopt;
    if (last_ >= head_ || filter_.stream) head_ = eventstore::read_head(connection_);
    if (filter_.stream) return next_of_stream();
    auto const end = std::min({last_ + window, filter_.to, head_});
    if (last_ >= end) return std::nullopt;
    auto types = types_of(filter_);
    auto events = eventstore::events_of(connection_.run(
        sql::cli_read_matching, last_, end, text_of(filter_.workspace),
        types ? eventstore::parameter(std::move(*types)) : eventstore::parameter(nullptr),
        text_of(filter_.person), text_of(filter_.correlation), batch_size));
    bool const is_full = events.size() == static_cast<std::size_t>(batch_size);
    last_ = is_full ? events.back().position : end;
    return events;
}

void ReplayReader::wait() {
    static std::atomic<bool> const never{false};
    watch_.wait_beyond(connection_, head_, follow_pause, never);
}

}  // namespace atelier::tools
