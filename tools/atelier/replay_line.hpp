#pragma once

#include <string>

#include "eventstore/keys/key_ring.hpp"
#include "tools/atelier/names.hpp"

namespace atelier::tools {

/// Puts the log's events into lines, one an event. Blocking; throws DatabaseError. An event that
/// this program cannot read (of a newer version) gets a line that says so.
class ReplayLines {
public:
    /// `sees_everything`: every event of the log comes by, from the first one on.
    ReplayLines(eventstore::Connection& connection, eventstore::KeyRing& keys,
                bool sees_everything);

    /// `   1042  2026-11-21 14:03:07 +0000  Mara Lind moved ATL-42 …  [127.0.0.1]`
    std::string human(eventstore::RecordedEvent const& event);
    /// One JSON object; personal data is opened, or null where the person was erased.
    std::string json(eventstore::RecordedEvent const& event, eventstore::RawEvent const& raw);

    static std::string unreadable_human(eventstore::RawEvent const& raw, std::string const& why);
    static std::string unreadable_json(eventstore::RawEvent const& raw, std::string const& why);

private:
    eventstore::KeyRing& keys_;
    Names names_;
    NameLookup lookup_;
};

}  // namespace atelier::tools
