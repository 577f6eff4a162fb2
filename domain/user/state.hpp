#pragma once

#include <cstdint>

#include "domain/user/events.hpp"

namespace atelier::user {

struct State {
    bool exists = false;  ///< not any more once `erased`
    bool erased = false;
    Personal<std::string> email;
    Personal<std::string> name;
    std::string time_zone = "UTC";
    std::string locale = "en";
    std::int64_t password_changes = 0;
};

State evolve(State state, UserRegistered const& event);
State evolve(State state, ProfileEdited const& event);
State evolve(State state, PasswordChanged const& event);
State evolve(State state, PersonErased const& event);

}  // namespace atelier::user
