#include "tools/atelier/client.hpp"

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <charconv>
#include <functional>

#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::seconds request_timeout{30};
constexpr std::chrono::seconds connect_timeout{10};
constexpr std::chrono::seconds goodbye_timeout{2};
constexpr std::chrono::milliseconds interrupt_pause{100};
constexpr std::size_t answer_limit = 64 << 20;
constexpr auto live_path = "/api/v1/live";
constexpr auto user_agent = "atelier";

/// Starts one operation and runs it until it ends or `stream`'s time is up.
ErrorCode finish(asio::io_context& io, std::function<void(std::function<void(ErrorCode)>)> start) {
    ErrorCode result = asio::error::would_block;
    start([&result](ErrorCode error) { result = error; });
    io.restart();
    io.run();
    return result;
}

ErrorCode connect(asio::io_context& io, beast::tcp_stream& stream, ServiceUrl const& url) {
    ErrorCode error;
    asio::ip::tcp::resolver resolver{io};
    auto const endpoints = resolver.resolve(url.host, url.port, error);
    if (error) return error;
    stream.expires_after(connect_timeout);
    return finish(io, [&](auto done) {
        stream.async_connect(endpoints, [done](ErrorCode failed, auto) { done(failed); });
    });
}

CommandFailed away(ServiceUrl const& url, ErrorCode error) {
    return {ExitCode::unavailable,
            fmt::format("No answer from {}: {}. Is `atelier serve` running there?", url.text(),
                        error.message())};
}

http::request<http::string_body> request_of(ServiceUrl const& url, std::string const& method,
                                            std::string const& path, std::string const& body,
                                            std::optional<std::string> const& token) {
    http::request<http::string_body> request{http::string_to_verb(method), path, 11};
    request.set(http::field::host, url.host + ":" + url.port);
    request.set(http::field::user_agent, user_agent);
    request.set(http::field::connection, "close");
    if (token) request.set(http::field::authorization, "Bearer " + *token);
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();
    return request;
}

}  // namespace

ServiceUrl ServiceUrl::from_text(std::string const& text) {
    constexpr std::string_view scheme = "http://";
    auto const bad = CommandFailed(
        ExitCode::usage,
        fmt::format("{} is no address of the service: give one such as http://127.0.0.1:8080",
                    text));
    if (!text.starts_with(scheme)) throw bad;
    auto rest = text.substr(scheme.size());
    if (rest.ends_with('/')) rest.pop_back();
    auto const colon = rest.rfind(':');
    ServiceUrl url{rest.substr(0, colon), colon == rest.npos ? "80" : rest.substr(colon + 1)};
    std::uint16_t port = 0;
    auto const* const last = url.port.data() + url.port.size();
    auto const [end, error] = std::from_chars(url.port.data(), last, port);
    if (error != std::errc{} || end != last || url.host.empty()) throw bad;
    if (url.host.find_first_of("/@?#") != std::string::npos) throw bad;
    return url;
}

HttpAnswer send_request(ServiceUrl const& url, std::string const& method, std::string const& path,
                        std::string const& body, std::optional<std::string> const& token) {
    asio::io_context io;
    beast::tcp_stream stream{io};
    if (auto const error = connect(io, stream, url)) throw away(url, error);
    auto const request = request_of(url, method, path, body, token);
    stream.expires_after(request_timeout);
    auto const sent = finish(io, [&](auto done) {
        http::async_write(stream, request, [done](ErrorCode error, std::size_t) { done(error); });
    });
    if (sent) throw away(url, sent);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(answer_limit);
    auto const read = finish(io, [&](auto done) {
        http::async_read(stream, buffer, parser,
                         [done](ErrorCode error, std::size_t) { done(error); });
    });
    if (read) throw away(url, read);
    return {static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

struct LiveSocket::Connection {
    asio::io_context io;
    websocket::stream<beast::tcp_stream> stream{io};
    beast::flat_buffer buffer;
    /// A read that goes on across `receive`s, and how it ended.
    bool is_reading = false;
    std::optional<ErrorCode> read_result;

    void run_until(std::function<bool()> const& is_over, std::chrono::milliseconds timeout) {
        auto const end = std::chrono::steady_clock::now() + timeout;
        while (!is_over() && std::chrono::steady_clock::now() < end) {
            io.restart();
            io.run_one_for(interrupt_pause);
        }
    }

    void start_read() {
        is_reading = true;
        read_result.reset();
        stream.async_read(buffer, [this](ErrorCode error, std::size_t) { read_result = error; });
    }

    /// Runs one operation to its end; reads that are under way go on meanwhile.
    ErrorCode complete(std::function<void(std::function<void(ErrorCode)>)> const& start,
                       std::chrono::milliseconds timeout = request_timeout) {
        std::optional<ErrorCode> result;
        start([&result](ErrorCode error) { result = error; });
        run_until([&] { return result.has_value(); }, timeout);
        if (!result) {
            // The handler must not outlive what it writes to.
            beast::get_lowest_layer(stream).cancel();
            io.restart();
            while (!result) io.run_one();
        }
        return *result;
    }
};

LiveSocket::LiveSocket(ServiceUrl const& url) : connection_(std::make_unique<Connection>()) {
    auto& stream = connection_->stream;
    auto& tcp = beast::get_lowest_layer(stream);
    if (auto const error = connect(connection_->io, tcp, url)) throw LiveLost{error.message()};
    // From here on the WebSocket layer keeps the time.
    tcp.expires_never();
    stream.set_option(websocket::stream_base::timeout::suggested(beast::role_type::client));
    stream.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
        request.set(http::field::user_agent, user_agent);
    }));
    stream.read_message_max(answer_limit);
    connection_->io.restart();
    auto const shaken = connection_->complete([&](auto done) {
        stream.async_handshake(url.host + ":" + url.port, live_path,
                               [done](ErrorCode error) { done(error); });
    });
    if (shaken) throw LiveLost{shaken.message()};
}

LiveSocket::~LiveSocket() = default;

void LiveSocket::send(std::string const& message) {
    auto const sent = connection_->complete([&](auto done) {
        connection_->stream.async_write(asio::buffer(message),
                                        [done](ErrorCode error, std::size_t) { done(error); });
    });
    if (sent) throw LiveLost{sent.message()};
}

std::optional<std::string> LiveSocket::receive(std::chrono::milliseconds timeout) {
    auto& connection = *connection_;
    if (!connection.is_reading) connection.start_read();
    connection.run_until([&] { return connection.read_result || is_interrupted(); }, timeout);
    if (!connection.read_result) return std::nullopt;
    connection.is_reading = false;
    if (*connection.read_result) throw LiveLost{connection.read_result->message()};
    auto message = beast::buffers_to_string(connection.buffer.data());
    connection.buffer.clear();
    return message;
}

void LiveSocket::close() {
    // Whether the other side hears it does not matter any more.
    static_cast<void>(connection_->complete(
        [&](auto done) {
            connection_->stream.async_close(websocket::close_code::going_away,
                                            [done](ErrorCode error) { done(error); });
        },
        goodbye_timeout));
}

}  // namespace atelier::tools
