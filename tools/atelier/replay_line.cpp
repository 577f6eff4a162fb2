#include "tools/atelier/replay_line.hpp"

#include <fmt/format.h>

#include "eventstore/codec/event_codec.hpp"
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

/// What codec::Personal writes: exactly a subject and what is sealed with that person's key.
struct SealedValue {
    UserId subject;
    Sealed sealed;
};

std::optional<SealedValue> sealed_value(codec::Value value) {
    auto const subject = value.member("subject");
    auto const sealed = value.member("sealed");
    if (!subject || !sealed) return std::nullopt;
    auto const id = UserId::from_text(subject->as_string().value_or(""));
    auto const text = sealed->as_string();
    if (!id || !text) return std::nullopt;
    return SealedValue{*id, {std::string{*text}}};
}

void write_opened(std::string& out, codec::Value value, eventstore::KeyRing& keys) {
    if (auto const sealed = sealed_value(value)) {
        out += keys.open_json(sealed->subject, sealed->sealed).value_or("null");
    } else if (value.is_object()) {
        char before = '{';
        for (auto const [name, member] : value.members()) {
            out += before;
            codec::write(out, std::string{name});
            out += ':';
            write_opened(out, member, keys);
            before = ',';
        }
        out += before == '{' ? "{}" : "}";
    } else if (value.is_array()) {
        char before = '[';
        for (auto const element : value.elements()) {
            out += before;
            write_opened(out, element, keys);
            before = ',';
        }
        out += before == '[' ? "[]" : "]";
    } else {
        out += value.raw();
    }
}

}  // namespace

std::string open_sealed(std::string const& json, eventstore::KeyRing& keys) {
    auto const document = codec::Document::parse(json);
    if (!document) return "null";
    std::string out;
    write_opened(out, document->root(), keys);
    return out;
}

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
    line.data.text = open_sealed(newest.data, keys_);
    line.metadata.text = open_sealed(raw.metadata, keys_);
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
