#pragma once

#include <memory>
#include <utility>

#include "api/http/asio.hpp"

namespace atelier::api {

using TlsContext = asio::ssl::context;

/// The bytes of a TCP connection, in the clear or under TLS: what Asio calls an AsyncStream. One
/// read and one write may be under way at a time, all in the socket's strand.
class Stream {
public:
    using executor_type = Socket::executor_type;

    /// Without a context in the clear; the context must outlive the stream.
    Stream(Socket socket, TlsContext* context)
        : socket_(std::make_unique<Socket>(std::move(socket))) {
        if (context) tls_ = std::make_unique<Tls>(*socket_, *context);
        ErrorCode ignored;  // what is gone already says so at the next use
        socket_->non_blocking(true, ignored);
    }

    executor_type get_executor() { return socket_->get_executor(); }
    /// The connection below: for its address, its options and its end.
    Socket& tcp() { return *socket_; }
    /// Not after it was moved into another.
    bool is_open() const { return socket_ != nullptr; }
    bool is_secure() const { return tls_ != nullptr; }

    /// Of a secure stream only; before anything else.
    template <class Handler>
    void async_handshake(Handler handler) {
        tls_->async_handshake(asio::ssl::stream_base::server, std::move(handler));
    }
    /// Of a secure stream only: says goodbye and waits for the other side's.
    template <class Handler>
    void async_shutdown(Handler handler) {
        tls_->async_shutdown(std::move(handler));
    }

    template <class Buffers, class Handler>
    void async_read_some(Buffers const& buffers, Handler&& handler) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Handler>(handler));
        socket_->async_read_some(buffers, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(Buffers const& buffers, Handler&& handler) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Handler>(handler));
        socket_->async_write_some(buffers, std::forward<Handler>(handler));
    }

    /// How many bytes the system takes at once; of a secure stream none. An error other than that
    /// it takes no more is in `error`.
    template <class Buffers>
    std::size_t write_now(Buffers const& buffers, ErrorCode& error) {
        if (tls_) return 0;
        auto const size = socket_->write_some(buffers, error);
        if (error == asio::error::would_block || error == asio::error::try_again) error = {};
        return size;
    }

private:
    using Tls = asio::ssl::stream<Socket&>;
    std::unique_ptr<Socket> socket_;
    std::unique_ptr<Tls> tls_;
};

}  // namespace atelier::api
