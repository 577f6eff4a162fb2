#pragma once

#include <limits>
#include <string>
#include <unordered_map>

#include "eventstore/cache/state_cache.hpp"
#include "eventstore/database/connection.hpp"
#include "eventstore/keys/key_ring.hpp"
#include "tools/atelier/describe_event.hpp"

namespace atelier::tools {

/// What a replay knows of the streams that it comes by, in bounded memory: states as of the last
/// event seen, and, of streams that it did not see, as they are now. One thread; blocking; throws
/// DatabaseError and UnreadableEvent.
class Names {
public:
    static constexpr std::size_t states_kept = 20'000;
    static constexpr std::size_t people_kept = 50'000;

    /// What a replay leaves out may have changed a project or a person meanwhile: unless it leaves
    /// out nothing, other streams are looked up as they are now.
    /// With `until` they are as of that position.
    Names(eventstore::Connection& connection, eventstore::KeyRing& keys, bool sees_everything,
          eventstore::Position until = std::numeric_limits<eventstore::Position>::max());

    /// The state of the event's stream right before the event; remembers it with the event.
    AnyState before(eventstore::RecordedEvent const& event);

    /// Valid as long as this is.
    NameLookup lookup();

private:
    struct Person {
        std::string name;
        std::string email;
    };
    AnyState fold(eventstore::VersionedState from, StreamId stream, std::int64_t below);
    template <class State>
    State state(StreamId stream);
    Person const& person(UserId id);

    eventstore::Connection& connection_;
    eventstore::KeyRing& keys_;
    bool sees_everything_;
    eventstore::Position until_;
    eventstore::StateCache passed_{states_kept};
    eventstore::StateCache present_{states_kept};
    std::unordered_map<UserId, Person> people_;
};

}  // namespace atelier::tools
