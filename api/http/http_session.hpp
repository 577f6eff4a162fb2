#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/http/connection.hpp"
#include "api/http/outgoing.hpp"
#include "api/http/request_parser.hpp"

namespace atelier::api {

/// One HTTP/1 connection: read a request, hand it over, write its answer, again. It waits for the
/// answer without holding anything but the connection; the reply holds the session weakly.
class HttpSession final : public Connection {
public:
    HttpSession(Stream stream, std::shared_ptr<Shared> shared);

    /// In the strand, with the session already in the server's books.
    void start();
    /// The answer to the request with that number. Any thread; late and repeated ones do nothing.
    void answer(std::uint64_t number, Outgoing outgoing);

    void on_deadline() override;
    void on_drain() override;

private:
    enum class Phase { idle, reading_head, reading_body, handling, writing, lingering };
    struct PendingReply;

    void read();
    void parse();
    void begin_request();
    void on_head_done();
    void extend_body_deadline();
    void hand_over();
    void call_handler(Request request, AnswerContext context);
    void refuse(Refusal const& refusal);
    bool upgrade(Request& request);
    void write(Outgoing outgoing);
    void write_continue();
    void on_written();

    RequestParser parser_;
    Phase phase_ = Phase::idle;
    Outgoing outgoing_;
    Clock::time_point started_;
    std::size_t written_ = 0;
    std::uint64_t number_ = 0;
    bool keep_alive_ = true;
    bool is_http_1_0_ = false;
    std::string remote_address_;
};

}  // namespace atelier::api
