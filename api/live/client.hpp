#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

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
    /// Wishes that are neither answered nor withdrawn: their topics and numbers.
    std::set<std::pair<std::string, std::uint64_t>> wishes;
    std::uint64_t last_wish = 0;
    std::size_t waiting = 0;  ///< wishes that wait for the read models
};

}  // namespace atelier::api
