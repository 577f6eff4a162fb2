#pragma once

#include <string>
#include <variant>

#include "domain/event.hpp"
#include "domain/personal.hpp"

namespace atelier::user {

// Stored for ever: see the warning in domain/event.hpp.

struct UserRegistered {
    Personal<std::string> email;
    Personal<std::string> name;
};
ATELIER_EVENT(UserRegistered, 1, email, name)

using Events = std::variant<UserRegistered>;

}  // namespace atelier::user
