#include "tools/atelier/replay.hpp"

#include <algorithm>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/replay_line.hpp"

namespace atelier::tools {
namespace {

using eventstore::RawEvent;

constexpr int batch_size = 1000;

bool lets_everything_through(ReplayFilter const& filter) {
    return !filter.workspace && !filter.stream && filter.types.empty() && !filter.person &&
           !filter.since && !filter.until && filter.from <= 1;
}

/// Nothing when the filter does not want the event.
std::optional<std::string> line_of(Replay const& replay, RawEvent const& raw, ReplayLines& lines) {
    if (!replay.filter.may_match(raw)) return std::nullopt;
    bool const is_json = replay.format == ReplayFormat::json;
    try {
        auto const event = eventstore::decode(raw);
        if (!replay.filter.matches(event)) return std::nullopt;
        return is_json ? lines.json(event, raw) : lines.human(event);
    } catch (eventstore::UnreadableEvent const& error) {
        // An audit passes nothing over: what cannot be judged by the filter is shown.
        return is_json ? ReplayLines::unreadable_json(raw, error.what())
                       : ReplayLines::unreadable_human(raw, error.what());
    }
}

/// One stream is found by its index; everything else is read along the log.
std::vector<RawEvent> read_next(eventstore::Connection& connection, ReplayFilter const& filter,
                                RawEvent const& last) {
    if (!filter.stream) return eventstore::read_forward(connection, last.position, batch_size);
    return eventstore::read_streams(connection, {{*filter.stream, last.version}});
}

}  // namespace

std::int64_t replay(Replay const& replay, eventstore::Connection& connection,
                    eventstore::KeyRing& keys,
                    std::function<void(std::string const&)> const& print) {
    ReplayLines lines{connection, keys, lets_everything_through(replay.filter)};
    std::int64_t printed = 0;
    RawEvent last;
    last.position = std::max<eventstore::Position>(0, replay.filter.from - 1);
    while (printed < replay.limit && last.position < replay.filter.to) {
        check_interrupt();
        auto const batch = read_next(connection, replay.filter, last);
        if (batch.empty()) break;
        for (auto const& raw : batch) {
            if (printed >= replay.limit) break;
            auto const line = line_of(replay, raw, lines);
            if (!line) continue;
            print(*line);
            ++printed;
        }
        last = batch.back();
    }
    return printed;
}

}  // namespace atelier::tools
