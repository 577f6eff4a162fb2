#include "tools/atelier/replay_line.hpp"

#include <fmt/format.h>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/keys/open_sealed.hpp"
#include "schemas/codec/json.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {

/// A line of `replay --format json`.
struct ReplayedEvent {
    eventstore::Position position;
    EventId event_id;
    StreamId stream;
    std::int64_t version;
    std::string type;
    int schema_version;
    std::optional<WorkspaceId> workspace_id;
    Timestamp recorded_at;
    Timestamp occurred_at;
    std::optional<std::string> actor_name;
    std::optional<std::string> summary;
    std::optional<std::string> unreadable;  ///< why the program cannot read it
    codec::RawJson data;
    codec::RawJson metadata;
};
BOOST_DESCRIBE_STRUCT(ReplayedEvent, (),
                      (position, event_id, stream, version, type, schema_version, workspace_id,
                       recorded_at, occurred_at, actor_name, summary, unreadable, data, metadata))

namespace {

ReplayedEvent line_of(eventstore::RawEvent const& raw) {
    auto const workspace = raw.workspace.is_nil() ? std::nullopt : std::optional{raw.workspace};
    return {
        raw.position, raw.id,          raw.stream,      raw.version, raw.type, raw.schema_version,
        workspace,    raw.recorded_at, raw.recorded_at, {},          {},       {},
        {raw.data},   {raw.metadata}};
}

}  // namespace

ReplayLines::ReplayLines(eventstore::Connection& connection, eventstore::KeyRing& keys,
                         bool sees_everything)
    : keys_(keys), names_(connection, keys, sees_everything), lookup_(names_.lookup()) {}

std::string ReplayLines::human(eventstore::RecordedEvent const& event) {
    auto const before = names_.before(event);
    auto line = fmt::format("{:>8}  {}  {} {}", event.position, local_text(event.occurred_at()),
                            actor_of(event, lookup_), describe(event, before, lookup_));
    if (event.metadata.occurred_at) {
        line += fmt::format("  (recorded {})", local_text(event.recorded_at));
    }
    if (event.metadata.origin) {
        auto const origin = keys_.open(*event.metadata.origin);
        line += "  [" + (origin ? on_one_line(origin->address) : std::string{"erased"}) + "]";
    }
    return line;
}

std::string ReplayLines::json(eventstore::RecordedEvent const& event,
                              eventstore::RawEvent const& raw) {
    auto const before = names_.before(event);
    auto const newest = eventstore::encode(event.event);
    auto line = line_of(raw);
    line.schema_version = newest.schema_version;
    line.occurred_at = event.occurred_at();
    line.actor_name = actor_of(event, lookup_);
    line.summary = describe(event, before, lookup_);
    line.data.text = eventstore::open_sealed(newest.data, keys_);
    line.metadata.text = eventstore::open_sealed(raw.metadata, keys_);
    return codec::to_json(line);
}

std::string ReplayLines::unreadable_human(eventstore::RawEvent const& raw, std::string const& why) {
    return fmt::format("{:>8}  {}  {} of {} is not readable by this program: {}", raw.position,
                       local_text(raw.recorded_at), raw.type, to_text(raw.stream),
                       on_one_line(why, 200));
}

std::string ReplayLines::unreadable_json(eventstore::RawEvent const& raw, std::string const& why) {
    auto line = line_of(raw);
    line.unreadable = why;
    return codec::to_json(line);
}

}  // namespace atelier::tools
