#pragma once

#include <limits>
#include <optional>
#include <set>
#include <string>

#include "eventstore/log/event_record.hpp"

namespace atelier::tools {

/// Which events are replayed: those that everything set here holds for.
struct ReplayFilter {
    std::optional<WorkspaceId> workspace;
    std::optional<ProjectId> project;  ///< judged by `ProjectEvents`
    std::optional<StreamId> stream;
    std::set<std::string> types;
    std::optional<CommandId> correlation;  ///< everything that one request set off
    std::optional<UserId> person;          ///< who did it, or whom it is about
    std::optional<Timestamp> since;        ///< by the time when it happened
    std::optional<Timestamp> until;        ///< not this instant itself
    eventstore::Position from = 1;
    eventstore::Position to = std::numeric_limits<eventstore::Position>::max();

    /// What shows without decoding; of what this refuses, nothing has to be decoded.
    bool may_match(eventstore::RawEvent const& raw) const;
    /// The rest, for an event that may match.
    bool matches(eventstore::RecordedEvent const& event) const;
};

}  // namespace atelier::tools
