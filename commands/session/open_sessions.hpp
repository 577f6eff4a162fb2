#pragma once

#include <string>

#include "domain/id.hpp"

namespace atelier::commands {

/// The claims under which a person's sessions that have not ended stand, each under its id: so that
/// all of them can be found, and none is missed.
inline std::string open_sessions_scope(UserId user) { return "sessions_of:" + to_text(user); }

}  // namespace atelier::commands
