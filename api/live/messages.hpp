#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "domain/id.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {

// What clients send and get on /api/v1/live, each told apart by its `type`.

struct Authenticate {
    static constexpr char const* wire_name = "authenticate";
    std::string token;
};
BOOST_DESCRIBE_STRUCT(Authenticate, (), (token))

struct Subscribe {
    static constexpr char const* wire_name = "subscribe";
    std::optional<std::int64_t> id;
    std::string topic;
    std::optional<std::int64_t> after;
    std::optional<std::string> log;  ///< what `welcome` said where `after` was got
};
BOOST_DESCRIBE_STRUCT(Subscribe, (), (id, topic, after, log))

struct Unsubscribe {
    static constexpr char const* wire_name = "unsubscribe";
    std::optional<std::int64_t> id;
    std::string topic;
};
BOOST_DESCRIBE_STRUCT(Unsubscribe, (), (id, topic))

struct Ping {
    static constexpr char const* wire_name = "ping";
};
BOOST_DESCRIBE_STRUCT(Ping, (), ())

using ClientMessage = std::variant<Authenticate, Subscribe, Unsubscribe, Ping>;

struct Welcome {
    static constexpr char const* wire_name = "welcome";
    UserId user;
    std::int64_t heartbeat_seconds;
    std::string log;  ///< epoch of the log: positions of another one mean nothing here
};
BOOST_DESCRIBE_STRUCT(Welcome, (), (user, heartbeat_seconds, log))

struct EntityMessage {
    std::string kind;
    std::string id;
    codec::RawJson data;
};
BOOST_DESCRIBE_STRUCT(EntityMessage, (), (kind, id, data))

struct Snapshot {
    static constexpr char const* wire_name = "snapshot";
    std::optional<std::int64_t> id;
    std::string topic;
    std::int64_t position;
    std::vector<EntityMessage> entities;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (), (id, topic, position, entities))

/// The answer to a subscription with `after` whose deltas are all there: they follow.
struct Resumed {
    static constexpr char const* wire_name = "resumed";
    std::optional<std::int64_t> id;
    std::string topic;
    std::int64_t position;  ///< of the topic's last delta
};
BOOST_DESCRIBE_STRUCT(Resumed, (), (id, topic, position))

struct ChangeMessage {
    std::string op;  ///< `upsert` or `remove`
    std::string kind;
    std::string id;
    std::optional<codec::RawJson> data;  ///< of an upsert: the whole entity
};
BOOST_DESCRIBE_STRUCT(ChangeMessage, (), (op, kind, id, data))

struct CauseMessage {
    std::optional<UserId> actor;
    std::string event;
    std::optional<std::string> request_id;
    std::optional<EventId> undoes;  ///< the event that this one takes back
};
BOOST_DESCRIBE_STRUCT(CauseMessage, (), (actor, event, request_id, undoes))

struct DeltaMessage {
    static constexpr char const* wire_name = "delta";
    std::string topic;
    std::int64_t position;
    std::int64_t previous;  ///< position of the topic's delta before
    std::vector<ChangeMessage> changes;
    CauseMessage cause;
};
BOOST_DESCRIBE_STRUCT(DeltaMessage, (), (topic, position, previous, changes, cause))

/// What the client has of the topic is void; a snapshot follows.
struct Resync {
    static constexpr char const* wire_name = "resync";
    std::string topic;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Resync, (), (topic, reason))

struct LiveError {
    static constexpr char const* wire_name = "error";
    std::optional<std::int64_t> id;
    std::optional<std::string> topic;
    std::string code;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(LiveError, (), (id, topic, code, message))

/// Authenticate again within 60 seconds.
struct TokenExpired {
    static constexpr char const* wire_name = "token_expired";
};
BOOST_DESCRIBE_STRUCT(TokenExpired, (), ())

struct Pong {
    static constexpr char const* wire_name = "pong";
};
BOOST_DESCRIBE_STRUCT(Pong, (), ())

using ServerMessage =
    std::variant<Welcome, Snapshot, Resumed, DeltaMessage, Resync, LiveError, TokenExpired, Pong>;

/// As JSON.
std::string to_text(ServerMessage const& message);

}  // namespace atelier::api
