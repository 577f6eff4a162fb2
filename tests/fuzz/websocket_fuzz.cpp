#include "api/http/utf8.hpp"
#include "api/http/websocket_reader.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/unit/http/socket_client.hpp"

// WebSocket frames: as raw bytes in pieces of the first byte's length, and the same bytes as
// the payload of well-formed frames.

namespace atelier::fuzz {
namespace {

using api::WebSocketOpcode;
using Kind = api::WebSocketEvent::Kind;

constexpr std::size_t message_limit = 300;

void check_event(api::WebSocketEvent const& event) {
    switch (event.kind) {
        case Kind::text:
            require(event.payload.size() <= message_limit, "a message beyond the limit");
            return require(api::is_utf8(event.payload), "a message is no text");
        case Kind::ping:
        case Kind::pong:
            return require(event.payload.size() <= 125, "a control frame beyond its limit");
        case Kind::close:
            require(event.code >= 1000 && event.code < 5000, "a closing code out of range");
            return require(api::is_utf8(event.payload), "a reason is no text");
        case Kind::failed:
            return require(event.code >= 1002 && event.code <= 1009, "an unknown failure");
        case Kind::need_more:
        case Kind::fragment:
            return;
    }
}

/// Everything that a stream says, in words that can be compared.
std::string read_stream(std::string_view stream, std::size_t piece) {
    api::ReadBuffer buffer;
    api::WebSocketReader reader{message_limit};
    std::string seen;
    while (!stream.empty()) {
        auto const size = std::min(piece, stream.size());
        buffer.append(stream.substr(0, size));
        stream.remove_prefix(size);
        while (true) {
            auto const event = reader.next(buffer);
            check_event(event);
            if (event.kind == Kind::need_more) break;
            if (event.kind == Kind::fragment) continue;
            seen += std::to_string(static_cast<int>(event.kind)) + ' ' +
                    std::to_string(event.code) + ' ' + std::string{event.payload} + '\n';
            if (event.kind == Kind::close || event.kind == Kind::failed) return seen;
        }
    }
    return seen;
}

/// In two frames with a ping between them, a text arrives as it was sent, or is refused.
void check_message(std::string_view text, std::size_t cut) {
    auto const place = cut % (text.size() + 1);
    auto const stream =
        api::testing::masked_frame(WebSocketOpcode::text, text.substr(0, place), false) +
        api::testing::masked_frame(WebSocketOpcode::ping, "p") +
        api::testing::masked_frame(WebSocketOpcode::continuation, text.substr(place));
    auto const wanted = text.size() > message_limit ? "6 1009 "
                        : api::is_utf8(text)        ? "2 0 " + std::string{text}
                                                    : "6 1007 ";
    auto const seen = read_stream(stream, 64);
    require(
        seen == "3 0 p\n" + wanted + '\n' || (text.size() > message_limit && seen == wanted + '\n'),
        "a message arrives otherwise than it was sent");
}

}  // namespace

void try_input(std::string_view bytes) {
    Input input{bytes};
    auto const piece = static_cast<std::size_t>(input.byte());
    auto const stream = input.rest();
    require(read_stream(stream, piece + 1) == read_stream(stream, stream.size()),
            "what is read depends on how the bytes arrive");
    check_message(stream, piece);
}

}  // namespace atelier::fuzz
