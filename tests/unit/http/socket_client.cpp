#include "tests/unit/http/socket_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace atelier::api::testing {
namespace {

constexpr std::array<char, 4> mask{'\x11', '\x22', '\x33', '\x44'};

unsigned char byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

}  // namespace

int Frame::close_code() const {
    return payload.size() < 2 ? 0 : byte_at(payload, 0) * 256 + byte_at(payload, 1);
}

Client::Client(std::uint16_t port, int receive_buffer) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (receive_buffer != 0) {
        setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    timeval const limit{5, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("cannot connect");
    }
}

Client::~Client() { ::close(socket_); }

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("cannot send");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool Client::receive_more() {
    std::array<char, 16384> bytes{};
    auto const size = recv(socket_, bytes.data(), bytes.size(), 0);
    if (size < 0 && errno == ECONNRESET) return false;
    if (size < 0) throw std::runtime_error("nothing received in time");
    received_.append(bytes.data(), static_cast<std::size_t>(size));
    return size != 0;
}

std::string Client::take(std::size_t size) {
    while (received_.size() < size) {
        if (!receive_more()) throw std::runtime_error("closed by the server");
    }
    std::string result = received_.substr(0, size);
    received_.erase(0, size);
    return result;
}

std::string Client::receive_head() {
    while (received_.find("\r\n\r\n") == std::string::npos) {
        if (!receive_more()) throw std::runtime_error("closed by the server");
    }
    return take(received_.find("\r\n\r\n") + 4);
}

Answer Client::receive(bool to_head) {
    std::string const head = receive_head();
    Answer answer;
    answer.status = std::stoi(head.substr(9, 3));
    for (std::size_t start = head.find("\r\n") + 2; start + 2 < head.size();) {
        std::size_t const end = head.find("\r\n", start);
        std::size_t const colon = head.find(": ", start);
        answer.headers.emplace_back(head.substr(start, colon - start),
                                    head.substr(colon + 2, end - colon - 2));
        start = end + 2;
    }
    auto const length = answer.header("Content-Length");
    if (!to_head && !length.empty()) answer.body = take(std::stoul(std::string(length)));
    return answer;
}

Answer Client::get(std::string_view path, std::string_view more_headers) {
    send("GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(more_headers) +
         "\r\n");
    return receive();
}

bool Client::is_closed() { return received_.empty() && !receive_more(); }

void Client::open_websocket(std::string_view path) {
    send("GET " + std::string(path) +
         " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    auto const answer = receive(true);
    if (answer.status != 101 ||
        answer.header("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") {
        throw std::runtime_error("no WebSocket: " + std::to_string(answer.status));
    }
}

void Client::send_frame(WebSocketOpcode opcode, std::string_view payload, bool fin) {
    send(masked_frame(opcode, payload, fin));
}

Frame Client::receive_frame() {
    std::string const start = take(2);
    Frame frame;
    frame.opcode = static_cast<WebSocketOpcode>(byte_at(start, 0) & 0x0F);
    std::size_t size = byte_at(start, 1);
    if (size >= 126) {
        std::string const extended = take(size == 126 ? 2 : 8);
        size = 0;
        for (std::size_t i = 0; i < extended.size(); ++i) size = size << 8 | byte_at(extended, i);
    }
    frame.payload = take(size);
    return frame;
}

std::string masked_header(WebSocketOpcode opcode, std::uint64_t size, bool fin) {
    std::string header(1, static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(opcode)));
    int const bytes = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
    header += static_cast<char>(0x80 | (bytes == 0 ? size : bytes == 2 ? 126 : 127));
    for (int i = bytes - 1; i >= 0; --i) header += static_cast<char>(size >> (8 * i));
    return header.append(mask.data(), mask.size());
}

std::string masked_frame(WebSocketOpcode opcode, std::string_view payload, bool fin) {
    std::string frame = masked_header(opcode, payload.size(), fin);
    for (std::size_t i = 0; i < payload.size(); ++i) {
        frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    }
    return frame;
}

}  // namespace atelier::api::testing
