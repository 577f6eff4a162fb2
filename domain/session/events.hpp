#pragma once

#include <variant>

#include "domain/event.hpp"
#include "domain/id.hpp"

namespace atelier::session {

// Stored for ever: see the warning in domain/event.hpp.

BOOST_DEFINE_ENUM_CLASS(RevocationReason, signed_out, refresh_token_reused, signed_out_elsewhere,
                        password_changed)

/// A person signed in; the refresh token's hash is a secret beside the log.
struct SessionStarted {
    UserId user;
};
ATELIER_EVENT(SessionStarted, 1, user)

struct SessionRevoked {
    RevocationReason reason;
};
ATELIER_EVENT(SessionRevoked, 1, reason)

using Events = std::variant<SessionStarted, SessionRevoked>;

}  // namespace atelier::session
