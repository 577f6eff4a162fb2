#include "domain/user/state.hpp"

namespace atelier::user {

State evolve(State state, UserRegistered const& event) {
    state.exists = true;
    state.email = event.email;
    state.name = event.name;
    return state;
}

}  // namespace atelier::user
