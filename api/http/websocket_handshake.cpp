#include "api/http/websocket_handshake.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <optional>

#include "api/http/outgoing.hpp"

namespace atelier::api {
namespace {

/// 16 random bytes in base64: 22 characters and "==".
bool is_key(std::string_view key) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return key.size() == 24 && key.ends_with("==") &&
           key.substr(0, 22).find_first_not_of(alphabet) == std::string_view::npos;
}

/// Nothing where OpenSSL is configured to refuse SHA-1.
std::optional<std::string> accept_of(std::string_view key) {
    std::string const text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
        return std::nullopt;
    }
    std::array<unsigned char, 64> base64{};
    int const length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    return std::string(base64.begin(), base64.begin() + length);
}

}  // namespace

std::expected<std::string, Refusal> answer_handshake(Request const& request) {
    if (request.method != "GET") {
        return std::unexpected(
            Refusal{400, "malformed_request", "A WebSocket is asked for with GET."});
    }
    if (request.header("Sec-WebSocket-Version") != "13") {
        return std::unexpected(
            Refusal{426, "upgrade_required", "The only WebSocket version spoken is 13."});
    }
    auto const key = request.header("Sec-WebSocket-Key");
    if (!is_key(key)) {
        return std::unexpected(
            Refusal{400, "malformed_request", "Sec-WebSocket-Key must be 16 bytes in base64."});
    }
    auto const accept = accept_of(key);
    if (!accept) {
        return std::unexpected(
            Refusal{500, "internal_error", "WebSockets cannot be opened on this server."});
    }
    return fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nServer: atelier\r\nDate: {}\r\nX-Request-Id: {}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
        http_date(), request.id, *accept);
}

}  // namespace atelier::api
