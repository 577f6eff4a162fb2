#include <charconv>

#include "eventstore/codec/event_codec.hpp"
#include "tests/fuzz/fuzz.hpp"

// Stored JSON to events, through the upcasters: the first line is the type and the version, as in
// "TaskCreated 1" ("Metadata" for the metadata of any), the rest is the JSON.

namespace atelier::fuzz {
namespace {

using eventstore::EncodedEvent;

struct Kind {
    std::string type;
    int version;
};

std::vector<Kind> const& kinds() {
    static auto const all = [] {
        std::vector<Kind> made{{"Metadata", 1}};
        for (auto const& type : eventstore::event_types()) {
            for (int version = 1; version <= type.schema_version; ++version)
                made.push_back({type.name, version});
        }
        return made;
    }();
    return all;
}

std::optional<Event> decoded(EncodedEvent const& stored) {
    try {
        return eventstore::decode(stored.type, stored.schema_version, stored.data);
    } catch (eventstore::UnreadableEvent const& problem) {
        require(std::string_view{problem.what()}.starts_with(stored.type + ": "),
                "an unreadable event is not named");
        return std::nullopt;
    }
}

void check_event(EncodedEvent const& stored) {
    auto const event = decoded(stored);
    if (!event) return;
    require(eventstore::type_of(*event) == stored.type, "an event changes its type");
    auto const newest = eventstore::encode(*event);
    require(newest.schema_version >= stored.schema_version, "an event gets older");
    auto const again = decoded(newest);
    require(again.has_value(), "what was stored is unreadable");
    require(eventstore::encode(*again).data == newest.data, "what was stored reads otherwise");
    for (int kind = 0; kind <= static_cast<int>(StreamKind::time_entry); ++kind)
        evolve_any(evolve_any(initial_state(static_cast<StreamKind>(kind)), *event), *event);
}

}  // namespace

void try_input(std::string_view bytes) {
    static auto const names = [] {
        std::vector<std::string> all;
        for (auto const& kind : kinds())
            all.push_back(kind.type + ' ' + std::to_string(kind.version));
        return all;
    }();
    Input input{bytes};
    auto const& kind = kinds()[choose(names, input.line())];
    if (kind.type == "Metadata") {
        check_reading<eventstore::Metadata>(input.rest(), codec::Unknown::ignore);
    } else {
        check_event({kind.type, kind.version, std::string{input.rest()}});
    }
}

}  // namespace atelier::fuzz
