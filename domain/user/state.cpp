#include "domain/user/state.hpp"

namespace atelier::user {

State evolve(State state, UserRegistered const& event) {
    state.exists = true;
    state.email = event.email;
    state.name = event.name;
    return state;
}

State evolve(State state, ProfileEdited const& event) {
    if (event.name) state.name = *event.name;
    if (event.time_zone) state.time_zone = *event.time_zone;
    if (event.locale) state.locale = *event.locale;
    return state;
}

State evolve(State state, PasswordChanged const&) {
    ++state.password_changes;
    return state;
}

State evolve(State, PersonErased const&) {
    State state;
    state.erased = true;
    return state;
}

}  // namespace atelier::user
