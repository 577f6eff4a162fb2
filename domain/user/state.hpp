#pragma once

#include "domain/user/events.hpp"

namespace atelier::user {

struct State {
    bool exists = false;
    Personal<std::string> email;
    Personal<std::string> name;
};

State evolve(State state, UserRegistered const& event);

}  // namespace atelier::user
