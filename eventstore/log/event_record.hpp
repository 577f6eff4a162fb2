#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/events.hpp"
#include "domain/personal.hpp"
#include "domain/stream.hpp"

namespace atelier::eventstore {

/// The place of an event in the whole log: 1, 2, 3, … without gaps, in the order of commits.
using Position = std::int64_t;

/// Where a request came from.
struct Origin {
    std::string address;
    std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(Origin, (), (address, user_agent))

/// What is known of how an event came about.
struct Metadata {
    std::optional<UserId> actor;  ///< absent where the system itself acts
    std::string command;
    CommandId command_id;
    CommandId correlation_id;
    std::optional<EventId> causation_id;
    std::optional<std::string> request_id;
    std::optional<Timestamp>
        occurred_at;  ///< where it differs from the time of recording: imports, offline work
    std::optional<Personal<Origin>> origin;
    std::optional<std::string> traceparent;
};
BOOST_DESCRIBE_STRUCT(Metadata, (),
                      (actor, command, command_id, correlation_id, causation_id, request_id,
                       occurred_at, origin, traceparent))

/// An event as the log keeps it.
struct RawEvent {
    Position position = 0;
    EventId id;
    StreamId stream{};
    std::int64_t version = 0;
    std::string type;
    int schema_version = 0;
    WorkspaceId workspace;
    std::string data;      ///< JSON
    std::string metadata;  ///< JSON
    Timestamp recorded_at;
};

/// An event as code reads it, brought up to the newest version.
struct RecordedEvent {
    Position position = 0;
    EventId id;
    StreamId stream{};
    std::int64_t version = 0;
    WorkspaceId workspace;
    Event event;
    Metadata metadata;
    Timestamp recorded_at;

    /// The business's time.
    Timestamp occurred_at() const { return metadata.occurred_at.value_or(recorded_at); }
};

}  // namespace atelier::eventstore
