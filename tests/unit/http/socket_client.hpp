#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/message.hpp"
#include "api/http/websocket_reader.hpp"

namespace atelier::api::testing {

struct Answer {
    int status = 0;
    HeaderList headers;
    std::string body;

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

struct Frame {
    WebSocketOpcode opcode{};
    std::string payload;

    /// Of a close frame.
    int close_code() const;
};

/// A blocking TCP client that sends exactly what a test says. Waits five seconds for anything, then
/// throws.
class Client {
public:
    /// `receive_buffer` is asked of the system when not 0.
    explicit Client(std::uint16_t port, int receive_buffer = 0);
    ~Client();
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;

    void send(std::string_view bytes);
    /// One answer with the body that its Content-Length announces, none for a HEAD.
    Answer receive(bool to_head = false);
    Answer get(std::string_view path, std::string_view more_headers = {});
    /// What arrives until the head of a message ends, with its empty line.
    std::string receive_head();
    /// Whether the server closes without another byte.
    bool is_closed();

    /// Asks for a WebSocket and expects 101.
    void open_websocket(std::string_view path = "/api/v1/live");
    void send_frame(WebSocketOpcode opcode, std::string_view payload, bool fin = true);
    void send_text(std::string_view text) { send_frame(WebSocketOpcode::text, text); }
    Frame receive_frame();

private:
    std::string take(std::size_t size);
    bool receive_more();

    int socket_ = -1;
    std::string received_;
};

/// A masked frame's header that announces `size` bytes.
std::string masked_header(WebSocketOpcode opcode, std::uint64_t size, bool fin = true);
/// A whole masked frame.
std::string masked_frame(WebSocketOpcode opcode, std::string_view payload, bool fin = true);

}  // namespace atelier::api::testing
