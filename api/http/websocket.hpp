#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/message.hpp"

namespace atelier::api {

/// Close codes of RFC 6455 §7.4.1 that a handler may want.
inline constexpr std::uint16_t close_normal = 1000;
inline constexpr std::uint16_t close_going_away = 1001;
inline constexpr std::uint16_t close_unsupported_data = 1003;
inline constexpr std::uint16_t close_policy_violation = 1008;
inline constexpr std::uint16_t close_internal_error = 1011;
inline constexpr std::uint16_t close_try_again_later = 1013;

/// One open WebSocket. Its functions may be called from any thread, never block and never call back
/// in the same thread; after the connection has closed they do nothing. Whoever keeps it may keep
/// it as long as they like.
struct WebSocketConnection {
    virtual ~WebSocketConnection() = default;

    /// Queues one text message; the string is shared, never copied. False when the connection is
    /// closing or the queue is full (`ServerOptions::websocket_queue_limit`); in the second case
    /// `on_drained` or `on_close` is certain to follow. A text longer than the limit is taken when
    /// the queue is empty. Texts leave in the order of the calls.
    virtual bool send(std::shared_ptr<std::string const> text) = 0;

    /// The same. Where nothing is before it the caller's thread writes it, in some 3 µs, and no
    /// other has to wake up for it.
    virtual bool send_now(std::shared_ptr<std::string const> const& text) = 0;

    /// Bytes that wait to be handed to the system, with a small charge for each message.
    virtual std::size_t queued_bytes() const = 0;

    /// Closes after what is queued has been sent, for which the client has
    /// `websocket_close_timeout`. `reason` is cut to the 123 bytes that fit a close frame.
    virtual void close(std::uint16_t code, std::string reason) = 0;

    /// What the handler keeps for this connection. The server never looks at it and drops it after
    /// `on_close`; touch it only inside the callbacks of this connection.
    std::shared_ptr<void> session;
};

using WebSocketPointer = std::shared_ptr<WebSocketConnection>;

/// What happens on WebSockets. The calls of one connection come one after the other in Asio threads
/// (must not block), `on_open` first and `on_close` last, each exactly once. What they throw closes
/// that connection with 1011.
struct WebSocketHandler {
    /// The handshake is done; the request is the GET that asked for it.
    std::function<void(WebSocketPointer const&, Request)> on_open;
    /// One whole text message, valid UTF-8; the view ends with the call.
    std::function<void(WebSocketPointer const&, std::string_view)> on_message;
    /// The queue is empty after it had been above `ServerOptions::websocket_low_water` or had
    /// refused a text.
    std::function<void(WebSocketPointer const&)> on_drained;
    /// The connection is gone, whoever ended it.
    std::function<void(WebSocketPointer const&)> on_close;
};

}  // namespace atelier::api
