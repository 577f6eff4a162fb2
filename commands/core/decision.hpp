#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands/core/rejection.hpp"
#include "commands/core/scene.hpp"
#include "eventstore/log/append.hpp"

namespace atelier::commands {

/// What a decision knows besides states.
struct Context {
    Timestamp now;
    std::optional<UserId> actor;
    CommandId command;
    /// The keyed hash under which an e-mail address is claimed.
    std::function<std::string(std::string_view email)> email_index;

    UserId signed_in() const { return actor.value(); }

    /// Ids that follow from the command's own: deciding again gives the same.
    template <class AnyId>
    AnyId new_id(std::uint16_t number) const {
        AnyId id{command.uuid};
        id.uuid.bytes[14] ^= static_cast<std::uint8_t>((number + 1) >> 8);
        id.uuid.bytes[15] ^= static_cast<std::uint8_t>((number + 1) & 0xff);
        return id;
    }
};

struct DecidedEvent {
    StreamId stream;
    Event event;
    std::optional<Timestamp> occurred_at;  ///< when it is not now
    std::optional<EventId> undoes = {};    ///< the event whose effect it takes back
};

struct DecidedClaim {
    eventstore::Claim claim;
    std::optional<Rejection> if_taken;  ///< absent: decide again
};

/// What a command does. Nothing at all when what it asks for already holds.
struct Decided {
    std::vector<DecidedEvent> events;
    std::vector<DecidedClaim> claims;

    Decided& add(StreamId stream, Event event, std::optional<Timestamp> occurred_at = {}) {
        events.push_back({stream, std::move(event), occurred_at});
        return *this;
    }
    /// Gives back what the owner has claimed before.
    Decided& give_back(std::string scope, std::string key) {
        claims.push_back({{std::move(scope), std::move(key), {}, true}, {}});
        return *this;
    }
    Decided& take(std::string scope, std::string key, StreamId owner,
                  std::optional<Rejection> if_taken = {}) {
        claims.push_back(
            {{std::move(scope), std::move(key), to_text(owner), false}, std::move(if_taken)});
        return *this;
    }
};

using Decision = std::expected<Decided, Rejection>;

}  // namespace atelier::commands
