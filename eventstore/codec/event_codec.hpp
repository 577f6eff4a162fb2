#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// Turns stored JSON of one version of an event into that of the next: pure.
struct Upcaster {
    std::string_view type;
    int from_version;
    std::string (*upcast)(std::string const& data);
};

/// Every upcaster there is, for every reader.
std::span<Upcaster const> upcasters();

/// A stored event that this program cannot read: of a newer version, or not what its type says.
class UnreadableEvent : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct EncodedEvent {
    std::string type;
    int schema_version;
    std::string data;
};

/// The stored form. Personal data must have been sealed: anything else is a bug.
EncodedEvent encode(Event const& event);

/// The newest form of a stored event; throws UnreadableEvent. Personal data stays sealed.
Event decode(std::string_view type, int schema_version, std::string const& data,
             std::span<Upcaster const> by = upcasters());
RecordedEvent decode(RawEvent const& raw, std::span<Upcaster const> by = upcasters());

std::string encode(Metadata const& metadata);

/// The frozen wire name of an event.
std::string_view type_of(Event const& event);

struct EventType {
    std::string name;
    int schema_version;
    std::string json_schema;
    std::string sample;  ///< stored JSON of an event with every member set, for the golden copies
};
/// Every type of event, in the order of their names.
std::vector<EventType> event_types();

/// Replaces personal data in the clear by what `seal` makes of its JSON.
using Sealer = std::function<std::string(UserId subject, std::string_view plain)>;
void seal_personal(Event& event, Sealer const& seal);

}  // namespace atelier::eventstore
