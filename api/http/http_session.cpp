#include "api/http/http_session.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <exception>

#include "api/http/coding.hpp"
#include "api/http/request_id.hpp"
#include "api/http/websocket_handshake.hpp"
#include "api/http/websocket_session.hpp"

namespace atelier::api {
namespace {

constexpr std::size_t head_read_size = 4 * 1024;
constexpr std::size_t body_read_size = 64 * 1024;
constexpr std::size_t kept_buffer = 16 * 1024;

/// How much longer a transfer may take for the bytes it has moved.
std::chrono::milliseconds earned_time(std::size_t bytes,
                                      std::size_t bytes_per_second = minimum_bytes_per_second) {
    return std::chrono::milliseconds(bytes * 1000 / bytes_per_second);
}

/// The hook's answer; a hook that fails must not leave a client without one.
Response refusal_response(Shared const& shared, Refusal const& why, std::string const& request_id) {
    try {
        return shared.options.protocol_error(why.status, why.code, why.message, request_id);
    } catch (std::exception const& error) {
        spdlog::error("request {}: protocol_error threw: {}", request_id, error.what());
        return error_envelope(why.status, why.code, why.message, request_id);
    }
}

}  // namespace

/// What a `Reply` shares: answers once, at the latest when the last copy goes.
struct HttpSession::PendingReply {
    std::weak_ptr<HttpSession> session;
    std::shared_ptr<Shared> shared;
    std::uint64_t number = 0;
    AnswerContext context;
    std::atomic<bool> answered{false};

    void answer(Response response) {
        if (answered.exchange(true)) return;
        // A client that has left is not worth the compression.
        auto const open = session.lock();
        if (!open) return;
        try {
            open->answer(number, prepare(std::move(response), context));
        } catch (std::exception const& error) {
            spdlog::error("request {}: no answer could be made: {}", context.request_id,
                          error.what());
            open->run([open] { open->finish(); });
        }
    }

    ~PendingReply() {
        if (answered || session.expired()) return;
        spdlog::error("request {}: dropped without an answer", context.request_id);
        Refusal const bug{500, "internal_error", "Something went wrong on our side."};
        answer(refusal_response(*shared, bug, context.request_id));
    }
};

HttpSession::HttpSession(Stream stream, std::shared_ptr<Shared> shared)
    : Connection(std::move(stream), std::move(shared)), parser_(shared_->options) {
    ErrorCode error;
    auto const peer = stream_.tcp().remote_endpoint(error);
    if (error) return;
    auto const address = peer.address();
    bool const is_mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    remote_address_ = is_mapped ? make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                                : address.to_string();
}

void HttpSession::start() {
    expire_after(shared_->options.header_timeout);
    if (shared_->draining) return finish();
    if (!stream_.is_secure()) return read();
    stream_.async_handshake([this, self = shared_from_this()](ErrorCode error) {
        if (is_gone()) return;
        if (error) return finish();
        read();
    });
}

void HttpSession::read() {
    auto const room =
        buffer_.prepare(phase_ == Phase::reading_body ? body_read_size : head_read_size);
    stream_.async_read_some(asio::buffer(room.data(), room.size()),
                            [this, self = shared_from_this()](ErrorCode error, std::size_t size) {
                                // A refusal in the meantime has cancelled this read and owns the
                                // connection now.
                                if (is_gone() || phase_ > Phase::reading_body) return;
                                if (error) return finish();
                                buffer_.commit(size);
                                parse();
                            });
}

void HttpSession::parse() {
    if (phase_ == Phase::idle) begin_request();
    if (phase_ == Phase::idle) return read();
    std::size_t taken = 0;
    auto const step = parser_.feed(buffer_.view(), taken);
    buffer_.consume(taken);
    switch (step) {
        case RequestParser::Step::need_more:
            if (phase_ == Phase::reading_body) extend_body_deadline();
            return read();
        case RequestParser::Step::head_done:
            return on_head_done();
        case RequestParser::Step::complete:
            return hand_over();
        case RequestParser::Step::refused:
            return refuse(parser_.refusal());
    }
}

void HttpSession::begin_request() {
    // RFC 9112 §2.2: empty lines before a request are not part of it.
    auto const blank = std::min(buffer_.view().find_first_not_of("\r\n"), buffer_.view().size());
    buffer_.consume(blank);
    if (buffer_.empty()) return;
    parser_.begin();
    phase_ = Phase::reading_head;
    expire_after(shared_->options.header_timeout);
}

void HttpSession::on_head_done() {
    phase_ = Phase::reading_body;
    started_ = Clock::now();
    extend_body_deadline();
    if (parser_.expects_continue() && buffer_.empty()) return write_continue();
    parse();
}

void HttpSession::extend_body_deadline() {
    auto const size = parser_.request().body.size();
    auto const ordinary = std::min(size, shared_->options.body_limit);
    expire_at(started_ + shared_->options.body_timeout + earned_time(ordinary) +
              earned_time(size - ordinary, minimum_large_bytes_per_second));
}

void HttpSession::write_continue() {
    constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(text.data(), text.size()),
                      [this, self = shared_from_this()](ErrorCode error, std::size_t) {
                          if (is_gone() || phase_ != Phase::reading_body) return;
                          if (error) return finish();
                          read();
                      });
}

void HttpSession::hand_over() {
    never_expire();
    phase_ = Phase::handling;
    ++number_;
    keep_alive_ = parser_.keep_alive();
    is_http_1_0_ = parser_.is_http_1_0();
    Request request = std::move(parser_.request());
    request.remote_address = remote_address_;
    if (request.id.empty()) request.id = request_id_of(request.headers);
    if (parser_.wants_upgrade() && upgrade(request)) return;
    AnswerContext context{request.id, request.method == "HEAD", stream_.is_secure(),
                          coding_for(request.header("Accept-Encoding"))};
    call_handler(std::move(request), std::move(context));
}

void HttpSession::call_handler(Request request, AnswerContext context) {
    auto const pending = std::make_shared<PendingReply>();
    pending->session = std::static_pointer_cast<HttpSession>(shared_from_this());
    pending->shared = shared_;
    pending->number = number_;
    pending->context = std::move(context);
    try {
        shared_->requests(std::move(request),
                          [pending](Response response) { pending->answer(std::move(response)); });
    } catch (std::exception const& error) {
        // The reply answers with a 500 when it goes out of scope, unless a copy of it lives on.
        spdlog::error("request {}: the handler threw: {}", pending->context.request_id,
                      error.what());
    }
}

void HttpSession::answer(std::uint64_t number, Outgoing outgoing) {
    run([this, self = shared_from_this(), number, ready = std::move(outgoing)]() mutable {
        if (phase_ != Phase::handling || number != number_) return;
        write(std::move(ready));
    });
}

void HttpSession::refuse(Refusal const& refusal) {
    auto const& request = parser_.request();
    AnswerContext const context{request.id.empty() ? request_id_of(request.headers) : request.id,
                                request.method == "HEAD", stream_.is_secure()};
    keep_alive_ = false;
    phase_ = Phase::writing;
    auto response = refusal.response ? *refusal.response
                                     : refusal_response(*shared_, refusal, context.request_id);
    write(prepare(std::move(response), context));
}

bool HttpSession::upgrade(Request& request) {
    auto const& options = shared_->options;
    if (request.path != options.websocket_path || !shared_->websockets.on_open) return false;
    auto handshake = answer_handshake(request);
    if (!handshake) {
        Outgoing refused = prepare(refusal_response(*shared_, handshake.error(), request.id),
                                   AnswerContext{request.id, false, stream_.is_secure()});
        if (handshake.error().status == 426) refused.head += "Sec-WebSocket-Version: 13\r\n";
        write(std::move(refused));
        return true;
    }
    auto const session =
        std::make_shared<WebSocketSession>(std::move(stream_), shared_, buffer_.view());
    shared_->connections.add(session);
    finish();
    session->start(std::move(*handshake), std::move(request));
    return true;
}

void HttpSession::write(Outgoing outgoing) {
    phase_ = Phase::writing;
    outgoing_ = std::move(outgoing);
    if (shared_->draining) keep_alive_ = false;
    finish_head(outgoing_.head, keep_alive_, is_http_1_0_);
    started_ = Clock::now();
    written_ = 0;
    expire_at(started_ + shared_->options.body_timeout);
    auto const content = outgoing_.content();
    std::array<asio::const_buffer, 2> const buffers{asio::buffer(outgoing_.head),
                                                    asio::buffer(content.data(), content.size())};
    auto const watch_progress = [this](ErrorCode error, std::size_t total) -> std::size_t {
        if (total != written_) {
            written_ = total;
            expire_at(started_ + shared_->options.body_timeout + earned_time(total));
        }
        return error ? 0 : body_read_size;
    };
    asio::async_write(stream_, buffers, watch_progress,
                      [this, self = shared_from_this()](ErrorCode error, std::size_t) {
                          if (is_gone()) return;
                          if (error) return finish();
                          on_written();
                      });
}

void HttpSession::on_written() {
    outgoing_ = {};
    if (!keep_alive_) {
        phase_ = Phase::lingering;
        return linger();
    }
    phase_ = Phase::idle;
    buffer_.release(kept_buffer);
    expire_after(shared_->options.idle_timeout);
    if (shared_->draining && buffer_.empty()) return finish();
    parse();
}

void HttpSession::on_deadline() {
    switch (phase_) {
        case Phase::reading_head:
        case Phase::reading_body: {
            ErrorCode ignored;
            stream_.tcp().cancel(ignored);
            return refuse({408, "request_timeout", "The request did not arrive in time."});
        }
        case Phase::idle:
        case Phase::writing:
        case Phase::lingering:
            return finish();
        case Phase::handling:
            return;
    }
}

void HttpSession::on_drain() {
    // A request that has begun to arrive gets its answer, and with it the end of the connection.
    if (phase_ == Phase::idle || phase_ == Phase::lingering) finish();
}

}  // namespace atelier::api
