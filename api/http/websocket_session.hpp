#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/connection.hpp"
#include "api/http/due_writes.hpp"
#include "api/http/websocket_reader.hpp"

namespace atelier::api {

/// One WebSocket, from the 101 to the end. The queue is guarded by a mutex, because `send` comes
/// from any thread; everything else happens in the strand.
class WebSocketSession final : public Connection, public WebSocketConnection {
public:
    /// Takes over the socket of an HTTP session, with what the client has sent after its request.
    WebSocketSession(Stream stream, std::shared_ptr<Shared> shared, std::string_view already_read);

    /// In the strand, with the session already in the server's books: writes the handshake, then
    /// calls `on_open`.
    void start(std::string handshake, Request request);

    bool send(std::shared_ptr<std::string const> text) override;
    bool send_now(std::shared_ptr<std::string const> const& text) override;
    std::size_t queued_bytes() const override;
    void close(std::uint16_t code, std::string reason) override;

    /// Its turn has come; in the thread of its io_context, outside of other handlers.
    void write_due();

    void on_deadline() override;
    void on_drain() override;

private:
    /// `closing`: our close frame follows the queue, then the client's is awaited.
    /// `ended`: nothing is read any more; the close frame goes out, then the connection.
    enum class State { opening, open, closing, ended };

    void on_opened(Request request);
    void read();
    void on_bytes();
    void on_event(WebSocketEvent const& event);
    void begin_closing(std::uint16_t code, std::string_view reason);
    void end(std::uint16_t code, std::string_view reason);
    void leave();
    void drop_queue();
    void pump();
    void write();
    void drop_written(std::size_t size);
    void be_written();
    bool take_batch();
    void take_messages();
    void fill_buffers();
    void on_written();
    bool has_more();
    bool write_here(std::string const& text);
    bool settle_batch();
    void on_finished() override;
    std::shared_ptr<WebSocketSession> self();
    template <class Callback, class... Arguments>
    void call(Callback const& callback, Arguments&&... arguments);

    DueWrites& due_;

    // Guarded by the mutex.
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<std::string const>> queue_;
    std::size_t queued_bytes_ = 0;
    bool accepting_ = false;
    bool tells_when_drained_ = false;
    bool pumping_ = false;
    bool is_busy_ = false;         // the strand writes
    std::string rest_;             // of a frame that `send_now` could only begin
    std::size_t rest_charge_ = 0;  // what of `queued_bytes_` is that

    // In the strand.
    State state_ = State::opening;
    WebSocketReader reader_;
    bool opened_ = false;
    bool ping_unanswered_ = false;
    bool writing_ = false;
    bool close_sent_ = false;
    bool client_closed_ = false;
    bool ping_due_ = false;
    std::optional<std::string> pong_due_;
    std::string close_due_;
    // What is being written; must not change before it has been.
    std::string control_;
    std::vector<std::shared_ptr<std::string const>> batch_;
    std::vector<WebSocketFrameHeader> headers_;
    std::vector<asio::const_buffer> buffers_;
};

}  // namespace atelier::api
