#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/read_buffer.hpp"

namespace atelier::api {

enum class WebSocketOpcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

struct WebSocketEvent {
    /// `fragment`: a part of a message has been kept; ask again.
    enum class Kind { need_more, fragment, text, ping, pong, close, failed };
    Kind kind = Kind::need_more;
    /// The text, the ping's data or the reason for closing; until the next call.
    std::string_view payload;
    /// `close`: what the client said, 1005 when nothing. `failed`: what to tell it.
    std::uint16_t code = 0;
};

/// Frames of a client (RFC 6455 §5) to whole messages. A frame waits in the buffer until it is
/// complete; one that announces more than the limit fails at its header, before any of it is kept.
class WebSocketReader {
public:
    explicit WebSocketReader(std::size_t message_limit) : message_limit_(message_limit) {}

    /// The next event at the front of the buffer, which it consumes. After `failed` or `close`
    /// nothing more may be asked.
    WebSocketEvent next(ReadBuffer& buffer);

private:
    struct Frame;

    std::uint16_t problem_with(Frame const& frame) const;
    WebSocketEvent control(Frame const& frame, std::string_view payload);
    WebSocketEvent data(Frame const& frame, std::string_view payload);

    std::size_t message_limit_;
    std::string message_;
    bool in_message_ = false;
};

/// A frame's header as a server sends it: FIN, no mask.
struct WebSocketFrameHeader {
    std::array<char, 10> bytes{};
    std::uint8_t size = 0;

    std::string_view view() const { return {bytes.data(), size}; }
};
WebSocketFrameHeader frame_header(WebSocketOpcode opcode, std::size_t payload_size);

/// A whole control frame; the payload is cut to 125 bytes.
std::string control_frame(WebSocketOpcode opcode, std::string_view payload);
/// A whole close frame; the reason is cut to 123 bytes without breaking a character, and 1005
/// ("no code") has no payload.
std::string close_frame(std::uint16_t code, std::string_view reason);

}  // namespace atelier::api
