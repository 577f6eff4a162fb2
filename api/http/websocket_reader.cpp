#include "api/http/websocket_reader.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "api/http/utf8.hpp"

namespace atelier::api {
namespace {

constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t unsupported_data = 1003;
constexpr std::uint16_t no_code = 1005;
constexpr std::uint16_t invalid_payload = 1007;
constexpr std::uint16_t message_too_big = 1009;
constexpr std::size_t control_limit = 125;

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (char const c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

void unmask(std::span<char> payload, std::array<char, 4> mask) {
    std::uint32_t word_mask = 0;
    std::memcpy(&word_mask, mask.data(), 4);
    std::size_t i = 0;
    for (; i + 4 <= payload.size(); i += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, payload.data() + i, 4);
        word ^= word_mask;
        std::memcpy(payload.data() + i, &word, 4);
    }
    for (; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
}

/// RFC 6455 §7.4: the codes that may be on the wire.
bool is_sendable(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

WebSocketEvent failed(std::uint16_t code) { return {WebSocketEvent::Kind::failed, {}, code}; }

}  // namespace

struct WebSocketReader::Frame {
    bool fin = false;
    bool has_reserved_bits = false;
    bool masked = false;
    WebSocketOpcode opcode{};
    std::uint64_t length = 0;
    std::array<char, 4> mask{};
    /// 0 while the header is incomplete.
    std::size_t header_size = 0;

    bool is_control() const { return static_cast<unsigned>(opcode) >= 8; }

    static Frame parse(std::string_view bytes) {
        Frame frame;
        if (bytes.size() < 2) return frame;
        auto const first = static_cast<unsigned char>(bytes[0]);
        auto const second = static_cast<unsigned char>(bytes[1]);
        frame.fin = first & 0x80;
        frame.has_reserved_bits = first & 0x70;
        frame.opcode = static_cast<WebSocketOpcode>(first & 0x0F);
        frame.masked = second & 0x80;
        frame.length = second & 0x7F;
        std::size_t const extra = frame.length == 126 ? 2 : frame.length == 127 ? 8 : 0;
        std::size_t const size = 2 + extra + (frame.masked ? 4 : 0);
        if (bytes.size() < size) return frame;
        if (extra != 0) frame.length = big_endian(bytes.substr(2, extra));
        if (frame.masked) std::memcpy(frame.mask.data(), bytes.data() + 2 + extra, 4);
        frame.header_size = size;
        return frame;
    }
};

WebSocketEvent WebSocketReader::next(ReadBuffer& buffer) {
    auto const frame = Frame::parse(buffer.view());
    if (frame.header_size == 0) return {};
    if (auto const problem = problem_with(frame)) return failed(problem);
    auto const length = static_cast<std::size_t>(frame.length);
    if (buffer.view().size() < frame.header_size + length) return {};
    auto const payload = buffer.bytes().subspan(frame.header_size, length);
    unmask(payload, frame.mask);
    buffer.consume(frame.header_size + length);
    std::string_view const view{payload.data(), payload.size()};
    return frame.is_control() ? control(frame, view) : data(frame, view);
}

std::uint16_t WebSocketReader::problem_with(Frame const& frame) const {
    if (frame.has_reserved_bits || !frame.masked) return protocol_error;
    switch (frame.opcode) {
        case WebSocketOpcode::close:
        case WebSocketOpcode::ping:
        case WebSocketOpcode::pong:
            return !frame.fin || frame.length > control_limit ? protocol_error : 0;
        case WebSocketOpcode::binary:
            return unsupported_data;
        case WebSocketOpcode::text:
            if (in_message_) return protocol_error;
            return frame.length > message_limit_ ? message_too_big : 0;
        case WebSocketOpcode::continuation:
            if (!in_message_) return protocol_error;
            return frame.length > message_limit_ - message_.size() ? message_too_big : 0;
    }
    return protocol_error;
}

WebSocketEvent WebSocketReader::control(Frame const& frame, std::string_view payload) {
    using Kind = WebSocketEvent::Kind;
    if (frame.opcode == WebSocketOpcode::ping) return {Kind::ping, payload, 0};
    if (frame.opcode == WebSocketOpcode::pong) return {Kind::pong, payload, 0};
    if (payload.empty()) return {Kind::close, {}, no_code};
    if (payload.size() < 2) return failed(protocol_error);
    auto const code = static_cast<std::uint16_t>(big_endian(payload.substr(0, 2)));
    if (!is_sendable(code)) return failed(protocol_error);
    payload.remove_prefix(2);
    if (!is_utf8(payload)) return failed(invalid_payload);
    return {Kind::close, payload, code};
}

WebSocketEvent WebSocketReader::data(Frame const& frame, std::string_view payload) {
    // Most messages are one frame and never leave the buffer.
    bool const whole = frame.fin && !in_message_;
    if (!whole) {
        if (!in_message_) message_.clear();
        message_ += payload;
        in_message_ = !frame.fin;
        if (in_message_) return {WebSocketEvent::Kind::fragment, {}, 0};
        payload = message_;
    }
    if (!is_utf8(payload)) return failed(invalid_payload);
    return {WebSocketEvent::Kind::text, payload, 0};
}

WebSocketFrameHeader frame_header(WebSocketOpcode opcode, std::size_t payload_size) {
    WebSocketFrameHeader header;
    auto const put = [&](std::uint64_t byte) {
        header.bytes[header.size++] = static_cast<char>(byte & 0xFF);
    };
    put(0x80u | static_cast<unsigned>(opcode));
    if (payload_size < 126) {
        put(payload_size);
        return header;
    }
    int const bytes = payload_size <= 0xFFFF ? 2 : 8;
    put(bytes == 2 ? 126 : 127);
    for (int i = bytes - 1; i >= 0; --i) put(static_cast<std::uint64_t>(payload_size) >> (8 * i));
    return header;
}

std::string control_frame(WebSocketOpcode opcode, std::string_view payload) {
    payload = payload.substr(0, control_limit);
    std::string frame(frame_header(opcode, payload.size()).view());
    return frame += payload;
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
    if (code == no_code) return control_frame(WebSocketOpcode::close, {});
    std::size_t size = std::min(reason.size(), control_limit - 2);
    while (size > 0 && size < reason.size() && (reason[size] & 0xC0) == 0x80) --size;
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    payload += reason.substr(0, size);
    return control_frame(WebSocketOpcode::close, payload);
}

}  // namespace atelier::api
