#pragma once

#include "domain/session/events.hpp"

namespace atelier::session {

struct State {
    bool exists = false;
    bool revoked = false;
    UserId user;
};

State evolve(State state, SessionStarted const& event);
State evolve(State state, SessionRevoked const& event);

}  // namespace atelier::session
