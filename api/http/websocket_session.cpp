#include "api/http/websocket_session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>
#include <span>
#include <utility>

namespace atelier::api {
namespace {

/// What a message costs beyond its text, so that empty ones are not free.
constexpr std::size_t message_charge = 64;
constexpr std::size_t batch_messages = 64;
constexpr std::size_t batch_bytes = 256 * 1024;
constexpr std::size_t read_size = 2 * 1024;
constexpr std::size_t kept_buffer = 8 * 1024;

std::size_t charge_of(std::shared_ptr<std::string const> const& text) {
    return text->size() + message_charge;
}

}  // namespace

WebSocketSession::WebSocketSession(Stream stream, std::shared_ptr<Shared> shared,
                                   std::string_view already_read)
    : Connection(std::move(stream), std::move(shared)),
      due_(asio::use_service<DueWrites>(strand_.get_inner_executor().context())),
      reader_(shared_->options.websocket_message_limit) {
    buffer_.append(already_read);
}

void WebSocketSession::start(std::string handshake, Request request) {
    if (shared_->cutting) return finish();
    expire_after(shared_->options.header_timeout);
    control_ = std::move(handshake);
    asio::async_write(stream_, asio::buffer(control_),
                      [this, self = shared_from_this(), asked = std::move(request)](
                          ErrorCode error, std::size_t) mutable {
                          if (is_gone()) return;
                          if (error) return finish();
                          on_opened(std::move(asked));
                      });
}

void WebSocketSession::on_opened(Request request) {
    state_ = State::open;
    opened_ = true;
    {
        std::lock_guard const lock(mutex_);
        accepting_ = true;
    }
    expire_after(shared_->options.websocket_ping_interval);
    call(shared_->websockets.on_open, self(), std::move(request));
    if (shared_->draining) on_drain();
    on_bytes();
}

bool WebSocketSession::send(std::shared_ptr<std::string const> text) {
    {
        std::lock_guard const lock(mutex_);
        if (!accepting_) return false;
        std::size_t const charge = charge_of(text);
        auto const& options = shared_->options;
        if (queued_bytes_ != 0 && queued_bytes_ + charge > options.websocket_queue_limit) {
            tells_when_drained_ = true;
            return false;
        }
        queue_.push_back(std::move(text));
        queued_bytes_ += charge;
        if (queued_bytes_ > options.websocket_low_water) tells_when_drained_ = true;
        if (pumping_) return true;
        pumping_ = true;
    }
    be_written();
    return true;
}

bool WebSocketSession::send_now(std::shared_ptr<std::string const> const& text) {
    bool is_written = false;
    while_open([&] { is_written = write_here(*text); });
    return is_written || send(text);
}

/// Only while open. False when the text has to be queued.
bool WebSocketSession::write_here(std::string const& text) {
    std::lock_guard const lock(mutex_);
    if (!accepting_ || pumping_ || is_busy_) return false;
    auto const header = frame_header(WebSocketOpcode::text, text.size());
    auto const start = header.view();
    ErrorCode failed;  // the next write says so too
    auto const written = stream_.write_now(
        std::array{asio::buffer(start.data(), start.size()), asio::buffer(text)}, failed);
    if (written == 0) return false;
    if (written == start.size() + text.size()) return true;
    auto const of_header = std::min(written, start.size());
    rest_ = std::string{start.substr(of_header)} + text.substr(written - of_header);
    rest_charge_ = rest_.size();
    queued_bytes_ += rest_charge_;
    if (queued_bytes_ > shared_->options.websocket_low_water) tells_when_drained_ = true;
    pumping_ = true;
    due_.add(self());
    return true;
}

std::size_t WebSocketSession::queued_bytes() const {
    std::lock_guard const lock(mutex_);
    return queued_bytes_;
}

void WebSocketSession::close(std::uint16_t code, std::string reason) {
    {
        std::lock_guard const lock(mutex_);
        accepting_ = false;
    }
    // Whoever calls may hold what the callbacks need, also in this thread.
    post([this, self = shared_from_this(), code, why = std::move(reason)] {
        begin_closing(code, why);
    });
}

void WebSocketSession::begin_closing(std::uint16_t code, std::string_view reason) {
    if (state_ != State::open) return;
    state_ = State::closing;
    close_due_ = close_frame(code, reason);
    expire_after(shared_->options.websocket_close_timeout);
    pump();
}

void WebSocketSession::end(std::uint16_t code, std::string_view reason) {
    if (state_ == State::ended) return;
    state_ = State::ended;
    drop_queue();
    if (!close_sent_) close_due_ = close_frame(code, reason);
    expire_after(shared_->options.websocket_close_timeout);
    if (close_sent_ && !writing_) return leave();
    pump();
}

/// A client that has said goodbye sends nothing more that closing could cut off.
void WebSocketSession::leave() {
    if (client_closed_) return finish();
    linger();
}

void WebSocketSession::drop_queue() {
    std::lock_guard const lock(mutex_);
    accepting_ = false;
    tells_when_drained_ = false;
    for (auto const& text : queue_) queued_bytes_ -= charge_of(text);
    queue_.clear();
}

void WebSocketSession::read() {
    auto const room = buffer_.prepare(read_size);
    stream_.async_read_some(asio::buffer(room.data(), room.size()),
                            [this, self = shared_from_this()](ErrorCode error, std::size_t size) {
                                if (is_gone() || state_ == State::ended) return;
                                if (error) return finish();
                                buffer_.commit(size);
                                on_bytes();
                            });
}

void WebSocketSession::on_bytes() {
    if (state_ == State::open) {
        ping_unanswered_ = false;
        expire_after(shared_->options.websocket_ping_interval);
    }
    while (state_ != State::ended) {
        auto const event = reader_.next(buffer_);
        if (event.kind == WebSocketEvent::Kind::need_more) {
            buffer_.release(kept_buffer);
            return read();
        }
        on_event(event);
    }
}

void WebSocketSession::on_event(WebSocketEvent const& event) {
    switch (event.kind) {
        case WebSocketEvent::Kind::text:
            if (state_ == State::open) call(shared_->websockets.on_message, self(), event.payload);
            return;
        case WebSocketEvent::Kind::ping:
            // RFC 6455 §5.5.3: only the latest needs its pong, so a flood of them costs one.
            pong_due_ = control_frame(WebSocketOpcode::pong, event.payload);
            return pump();
        case WebSocketEvent::Kind::close:
            client_closed_ = true;
            return end(event.code, {});
        case WebSocketEvent::Kind::failed:
            return end(event.code, "The message is not acceptable.");
        case WebSocketEvent::Kind::pong:
        case WebSocketEvent::Kind::fragment:
        case WebSocketEvent::Kind::need_more:
            return;
    }
}

void WebSocketSession::be_written() {
    while_open([this] { due_.add(self()); });
}

void WebSocketSession::write_due() {
    asio::dispatch(strand_, [this, self = shared_from_this()] {
        if (!is_gone()) pump();
    });
}

void WebSocketSession::pump() {
    if (!writing_ && take_batch()) write();
}

/// What the system takes at once needs no completion.
void WebSocketSession::write() {
    ErrorCode failed;
    drop_written(stream_.write_now(std::span<asio::const_buffer const>(buffers_), failed));
    if (failed) return finish();
    if (buffers_.empty()) return on_written();
    writing_ = true;
    asio::async_write(stream_, std::span<asio::const_buffer const>(buffers_),
                      [this, self = shared_from_this()](ErrorCode error, std::size_t) {
                          writing_ = false;
                          if (is_gone()) return batch_.clear();
                          if (error) return finish();
                          on_written();
                      });
}

void WebSocketSession::drop_written(std::size_t size) {
    auto first = buffers_.begin();
    while (first != buffers_.end() && first->size() <= size) size -= (first++)->size();
    buffers_.erase(buffers_.begin(), first);
    if (!buffers_.empty()) buffers_.front() += size;
}

/// False when there is nothing to write.
bool WebSocketSession::take_batch() {
    control_.clear();
    if (close_sent_) return false;
    take_messages();
    if (ping_due_) control_ += control_frame(WebSocketOpcode::ping, {});
    if (pong_due_) control_ += *pong_due_;
    ping_due_ = false;
    pong_due_.reset();
    if (batch_.empty() && !close_due_.empty()) {
        control_ += close_due_;
        close_sent_ = true;
    }
    fill_buffers();
    return !buffers_.empty();
}

void WebSocketSession::take_messages() {
    std::lock_guard const lock(mutex_);
    std::size_t size = 0;
    while (!queue_.empty() && batch_.size() < batch_messages && size < batch_bytes) {
        size += queue_.front()->size();
        batch_.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    control_ = std::exchange(rest_, {});
    pumping_ = !batch_.empty();
    is_busy_ = pumping_ || !control_.empty() || ping_due_ || pong_due_ || !close_due_.empty();
}

void WebSocketSession::fill_buffers() {
    headers_.clear();
    buffers_.clear();
    for (auto const& text : batch_) {
        headers_.push_back(frame_header(WebSocketOpcode::text, text->size()));
    }
    if (!control_.empty()) buffers_.push_back(asio::buffer(control_));
    for (std::size_t i = 0; i < batch_.size(); ++i) {
        auto const header = headers_[i].view();
        buffers_.push_back(asio::buffer(header.data(), header.size()));
        buffers_.push_back(asio::buffer(*batch_[i]));
    }
}

void WebSocketSession::on_written() {
    bool const drained = settle_batch();
    if (state_ == State::ended && close_sent_) return leave();
    if (drained) call(shared_->websockets.on_drained, self());
    if (has_more()) be_written();
}

bool WebSocketSession::has_more() {
    bool const has_control = ping_due_ || pong_due_ || (!close_due_.empty() && !close_sent_);
    std::lock_guard const lock(mutex_);
    pumping_ = !queue_.empty();
    return pumping_ || has_control;
}

/// Whether the handler waits to hear that the queue is empty, and it is.
bool WebSocketSession::settle_batch() {
    std::lock_guard const lock(mutex_);
    for (auto const& text : batch_) queued_bytes_ -= charge_of(text);
    queued_bytes_ -= std::exchange(rest_charge_, 0);
    batch_.clear();
    is_busy_ = false;
    bool const drained = tells_when_drained_ && queued_bytes_ == 0 && accepting_;
    if (drained) tells_when_drained_ = false;
    return drained;
}

void WebSocketSession::on_deadline() {
    if (state_ != State::open || ping_unanswered_) return finish();
    ping_unanswered_ = true;
    ping_due_ = true;
    expire_after(shared_->options.websocket_ping_interval);
    pump();
}

void WebSocketSession::on_drain() { close(close_going_away, "The server is shutting down."); }

void WebSocketSession::on_finished() {
    drop_queue();
    state_ = State::ended;
    if (opened_) call(shared_->websockets.on_close, self());
    session.reset();
}

std::shared_ptr<WebSocketSession> WebSocketSession::self() {
    return std::static_pointer_cast<WebSocketSession>(shared_from_this());
}

template <class Callback, class... Arguments>
void WebSocketSession::call(Callback const& callback, Arguments&&... arguments) {
    if (!callback) return;
    try {
        callback(std::forward<Arguments>(arguments)...);
    } catch (std::exception const& error) {
        spdlog::error("websocket handler threw: {}", error.what());
        end(close_internal_error, "Something went wrong on our side.");
    }
}

}  // namespace atelier::api
