#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/message.hpp"
#include "api/http/websocket.hpp"

namespace atelier::api {

/// Makes the answer to a request that the server refuses by itself (malformed, too large, too slow,
/// unanswered).
using ProtocolErrorHook = std::function<Response(
    int status, std::string_view code, std::string_view message, std::string const& request_id)>;

/// The error envelope of the API.
Response error_envelope(int status, std::string_view code, std::string_view message,
                        std::string const& request_id);

struct ServerOptions {
    /// An IPv4 or IPv6 address in figures.
    std::string address = "127.0.0.1";
    /// 0 takes a free one; see `Server::port`.
    std::uint16_t port = 0;
    int threads = 2;
    /// PEM files; with both, everything is under TLS.
    std::string tls_certificate_file;
    std::string tls_key_file;
    /// Open connections, WebSockets among them; one more is told 503 and closed.
    std::size_t max_connections = 12'000;
    /// Of them, those from one address; one more is told 429 and closed.
    std::size_t max_connections_per_address = 1'000;
    /// What stands for an address in that limit; empty: it is not counted. Without it none is.
    std::function<std::string(std::string const& address)> counted_as;

    /// Bytes of a request's body, after chunked decoding.
    std::size_t body_limit = 1024 * 1024;
    /// When set, asked for each request instead of `body_limit`. Called in an Asio thread.
    std::function<std::size_t(std::string_view method, std::string_view path)> body_limit_of;
    /// When set, asked before a body that is longer than `body_limit` is read: at the end of the
    /// headers, or when a chunked body gets there. The request is without its body. What it gives
    /// is kept in `Request::permit`, or the answer is sent and nothing more is read. Called in an
    /// Asio thread.
    std::function<std::expected<std::shared_ptr<void>, Response>(Request const& head)>
        admit_large_body;

    /// From the first byte of a request to the end of its headers.
    std::chrono::milliseconds header_timeout{10'000};
    /// For the body, and for each answer; extended while bytes flow at `minimum_bytes_per_second`.
    std::chrono::milliseconds body_timeout{30'000};
    /// Between two requests of a connection.
    std::chrono::milliseconds idle_timeout{60'000};

    /// The one path that answers `Upgrade: websocket`.
    std::string websocket_path = "/api/v1/live";
    /// Bytes of one message from a client; more is closed with 1009.
    std::size_t websocket_message_limit = 64 * 1024;
    /// Bytes that may wait for one client.
    std::size_t websocket_queue_limit = 1024 * 1024;
    std::size_t websocket_low_water = 64 * 1024;
    /// A ping after this long without a word from the client; gone after twice as long.
    std::chrono::milliseconds websocket_ping_interval{20'000};
    std::chrono::milliseconds websocket_close_timeout{5'000};

    ProtocolErrorHook protocol_error = error_envelope;
};

/// Limits that nobody has had to change.
inline constexpr std::size_t header_bytes_limit = 16 * 1024;
inline constexpr std::size_t header_count_limit = 100;
inline constexpr std::size_t target_limit = 8 * 1024;
inline constexpr std::size_t minimum_bytes_per_second = 4 * 1024;
/// What is beyond `body_limit` must come faster: few of these can be under way.
inline constexpr std::size_t minimum_large_bytes_per_second = 64 * 1024;
/// Bodies at least this long are compressed for clients that accept brotli or gzip.
inline constexpr std::size_t compress_from_bytes = 1024;
inline constexpr int compression_level = 3;
inline constexpr int brotli_quality = 3;

/// An HTTP/1.1 and WebSocket server. Keep-alive, pipelining (one request of a connection at a
/// time), chunked bodies, `Expect: 100-continue`, gzip and brotli, TLS. Its threads are its own.
class Server {
public:
    /// Throws std::runtime_error when a file of TLS cannot be used.
    Server(ServerOptions options, RequestHandler requests, WebSocketHandler websockets = {});
    /// Stops without drain when `stop` was not called. Not from one of the server's own threads.
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    /// Listens, then starts the threads. Throws std::runtime_error that names the address when it
    /// cannot listen. Once.
    void start();
    /// The port listened on, from `start` on.
    std::uint16_t port() const;
    /// Open connections, WebSockets among them.
    std::size_t connections() const;

    /// Stops accepting, lets running requests be answered (with `Connection: close`), closes idle
    /// connections at once and WebSockets with 1001; what is left after `drain` is cut. Returns
    /// when the threads have ended, at most a moment after `drain` unless a handler blocks. A
    /// second call does nothing. Not from one of the server's own threads.
    void stop(std::chrono::milliseconds drain);

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

}  // namespace atelier::api
