#include "domain/session/state.hpp"

namespace atelier::session {

State evolve(State state, SessionStarted const& event) {
    state.exists = true;
    state.user = event.user;
    return state;
}

State evolve(State state, SessionRevoked const&) {
    state.revoked = true;
    return state;
}

}  // namespace atelier::session
