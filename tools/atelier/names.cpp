#include "tools/atelier/names.hpp"

#include <limits>
#include <memory>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"

namespace atelier::tools {
namespace {

using eventstore::VersionedState;

constexpr auto erased = "[erased]";

VersionedState empty_state(StreamKind kind) {
    return {0, std::make_shared<AnyState const>(initial_state(kind))};
}

}  // namespace

Names::Names(eventstore::Connection& connection, eventstore::KeyRing& keys, bool sees_everything,
             eventstore::Position until)
    : connection_(connection), keys_(keys), sees_everything_(sees_everything), until_(until) {}

/// The state with the events that are not in it yet, up to the one before version `below`.
AnyState Names::fold(VersionedState from, StreamId stream, std::int64_t below) {
    auto state = *from.state;
    if (from.version + 1 >= below) return state;
    for (auto const& raw : eventstore::read_streams(connection_, {{stream, from.version}})) {
        if (raw.version >= below || raw.position > until_) break;
        state = evolve_any(std::move(state),
                           eventstore::decode(raw.type, raw.schema_version, raw.data));
    }
    return state;
}

AnyState Names::before(eventstore::RecordedEvent const& event) {
    if (std::holds_alternative<user::PersonErased>(event.event)) {
        UserId const user{event.stream.id};
        keys_.forget(user);
        people_.erase(user);
    }
    auto known = passed_.find(event.stream);
    // One that is further than the event was seen by a replay from an earlier place: begin anew.
    if (!known || known->version >= event.version) known = empty_state(event.stream.kind);
    auto state = fold(*known, event.stream, event.version);
    passed_.put(event.stream,
                {event.version, std::make_shared<AnyState const>(evolve_any(state, event.event))});
    return state;
}

template <class State>
State Names::state(StreamId stream) {
    auto known = sees_everything_ ? passed_.find(stream) : std::nullopt;
    if (!known) known = present_.find(stream);
    if (!known) {
        auto state =
            fold(empty_state(stream.kind), stream, std::numeric_limits<std::int64_t>::max());
        known = VersionedState{1, std::make_shared<AnyState const>(std::move(state))};
        present_.put(stream, *known);
    }
    return std::get<State>(*known->state);
}

Names::Person const& Names::person(UserId id) {
    if (auto const known = people_.find(id); known != people_.end()) return known->second;
    if (people_.size() >= people_kept) people_.clear();
    auto const user = state<user::State>(stream_of(id));
    Person person{to_text(id), to_text(id)};
    if (user.erased) {
        person = {erased, erased};
    } else if (user.exists) {
        person = {on_one_line(keys_.open(user.name).value_or(erased)),
                  on_one_line(keys_.open(user.email).value_or(erased))};
    }
    return people_[id] = std::move(person);
}

NameLookup Names::lookup() {
    return {
        [this](UserId id) { return person(id).name; },
        [this](UserId id) { return person(id).email; },
        [this](WorkspaceId id) { return state<workspace::State>(stream_of(id)); },
        [this](ProjectId id) { return state<project::State>(stream_of(id)); },
        [this](TaskId id) { return state<task::State>(stream_of(id)); },
    };
}

}  // namespace atelier::tools
