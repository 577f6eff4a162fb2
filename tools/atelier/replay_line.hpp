#pragma once

#include <string>

#include "eventstore/keys/key_ring.hpp"
#include "tools/atelier/names.hpp"
#include "tools/atelier/replay.hpp"

namespace atelier::tools {

/// Puts the log's events into lines, one an event. Blocking; throws DatabaseError. An event that
/// this program cannot read (of a newer version) gets a line that says so.
class ReplayLines {
public:
    /// `sees_everything`: every event of the log comes by, from the first one on.
    ReplayLines(eventstore::Connection& connection, eventstore::KeyRing& keys,
                bool sees_everything);

    /// The state of the event's stream right before it; each event comes by once.
    AnyState before(eventstore::RecordedEvent const& event) { return names_.before(event); }

    /// human  `   1042  2026-11-21 14:03:07 +0000  Mara Lind moved ATL-42 …  [127.0.0.1, curl/8]`
    /// json   an object; personal data is opened, or null where the person was erased
    /// csv    cells in the order of `csv_header`, ended by CR (the LF comes with the line)
    std::string line(ReplayFormat format, eventstore::RecordedEvent const& event,
                     AnyState const& before, eventstore::RawEvent const& raw);
    static std::string unreadable(ReplayFormat format, eventstore::RawEvent const& raw,
                                  std::string const& why);
    static std::string csv_header();

private:
    std::string human(eventstore::RecordedEvent const& event, AnyState const& before);
    std::string json(eventstore::RecordedEvent const& event, AnyState const& before,
                     eventstore::RawEvent const& raw);
    std::string csv(eventstore::RecordedEvent const& event, AnyState const& before,
                    eventstore::RawEvent const& raw);
    std::optional<eventstore::Origin> origin_of(eventstore::RecordedEvent const& event);

    eventstore::KeyRing& keys_;
    Names names_;
    NameLookup lookup_;
};

}  // namespace atelier::tools
