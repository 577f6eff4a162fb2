#include "tools/atelier/replay_line.hpp"

#include <fmt/format.h>

#include "api/core/csv.hpp"
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

std::string workspace_text(eventstore::RawEvent const& raw) {
    return raw.workspace.is_nil() ? std::string{} : to_text(raw.workspace);
}

}  // namespace

ReplayLines::ReplayLines(eventstore::Connection& connection, eventstore::KeyRing& keys,
                         bool sees_everything)
    : keys_(keys), names_(connection, keys, sees_everything), lookup_(names_.lookup()) {}

std::optional<eventstore::Origin> ReplayLines::origin_of(eventstore::RecordedEvent const& event) {
    if (!event.metadata.origin) return std::nullopt;
    return keys_.open(*event.metadata.origin);
}

std::string ReplayLines::human(eventstore::RecordedEvent const& event, AnyState const& before) {
    auto line = fmt::format("{:>8}  {}  {} {}", event.position, local_text(event.occurred_at()),
                            actor_of(event, lookup_), describe(event, before, lookup_));
    if (event.metadata.occurred_at) {
        line += fmt::format("  (recorded {})", local_text(event.recorded_at));
    }
    if (!event.metadata.origin) return line;
    auto const origin = origin_of(event);
    if (!origin) return line + "  [erased]";
    line += "  [" + on_one_line(origin->address);
    if (!origin->user_agent.empty()) line += ", " + on_one_line(origin->user_agent, 60);
    return line + "]";
}

std::string ReplayLines::json(eventstore::RecordedEvent const& event, AnyState const& before,
                              eventstore::RawEvent const& raw) {
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

std::string ReplayLines::csv(eventstore::RecordedEvent const& event, AnyState const& before,
                             eventstore::RawEvent const& raw) {
    auto const& metadata = event.metadata;
    auto const id = [](auto const& value) { return value ? to_text(*value) : std::string{}; };
    auto const newest = eventstore::encode(event.event);
    std::string address;
    std::string user_agent;
    if (auto const origin = origin_of(event)) {
        address = on_one_line(origin->address);
        user_agent = on_one_line(origin->user_agent, 400);
    } else if (metadata.origin) {
        address = user_agent = "[erased]";
    }
    return api::csv_line({std::to_string(event.position), local_iso_text(event.occurred_at()),
                          local_iso_text(event.recorded_at), actor_of(event, lookup_),
                          describe(event, before, lookup_), address, user_agent, raw.type,
                          to_text(event.stream), std::to_string(event.version), workspace_text(raw),
                          id(metadata.actor), metadata.command, to_text(metadata.correlation_id),
                          id(metadata.causation_id), metadata.request_id.value_or(""),
                          to_text(event.id), open_sealed(newest.data, keys_)}) +
           "\r";
}

std::string ReplayLines::csv_header() {
    return api::csv_line({"position", "occurred_at", "recorded_at", "actor_name", "summary",
                          "address", "user_agent", "type", "stream", "version", "workspace_id",
                          "actor", "command", "correlation_id", "causation_id", "request_id",
                          "event_id", "data"}) +
           "\r";
}

std::string ReplayLines::line(ReplayFormat format, eventstore::RecordedEvent const& event,
                              AnyState const& before, eventstore::RawEvent const& raw) {
    switch (format) {
        case ReplayFormat::json:
            return json(event, before, raw);
        case ReplayFormat::csv:
            return csv(event, before, raw);
        default:
            return human(event, before);
    }
}

std::string ReplayLines::unreadable(ReplayFormat format, eventstore::RawEvent const& raw,
                                    std::string const& why) {
    auto const words = fmt::format("{} of {} is not readable by this program: {}", raw.type,
                                   to_text(raw.stream), on_one_line(why, 200));
    if (format == ReplayFormat::json) {
        auto line = line_of(raw);
        line.unreadable = why;
        return codec::to_json(line);
    }
    if (format == ReplayFormat::human) {
        return fmt::format("{:>8}  {}  {}", raw.position, local_text(raw.recorded_at), words);
    }
    auto const recorded_at = local_iso_text(raw.recorded_at);
    return api::csv_line({std::to_string(raw.position), recorded_at, recorded_at, "", words, "", "",
                          raw.type, to_text(raw.stream), std::to_string(raw.version),
                          workspace_text(raw), "", "", "", "", "", to_text(raw.id), ""}) +
           "\r";
}

}  // namespace atelier::tools
