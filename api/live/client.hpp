#pragma once

#include <chrono>
#include <set>
#include <string>

#include "api/http/websocket.hpp"
#include "api/live/hub.hpp"

namespace atelier::api {

/// One live connection. Guarded by the hub's lock.
struct Hub::Client {
    WebSocketPointer connection;
    UserId user;
    SessionId session;  ///< that the last token was of
    bool is_authenticated = false;
    bool is_expired = false;
    bool is_closed = false;
    std::chrono::steady_clock::time_point deadline;  ///< to authenticate, or when the token expires
    std::set<std::string> topics;                    ///< by their names inside
};

}  // namespace atelier::api
