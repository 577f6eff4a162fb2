#include "tools/bench_programs/watchers.hpp"

#include <fmt/format.h>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>

namespace atelier::bench {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

namespace {

constexpr std::size_t connections_a_second_of_a_person = 3;  // the service allows four
constexpr std::size_t most_at_once = 200;  // handshakes under way: less than a listening queue

}  // namespace

/// Lives as long as an operation of it is under way.
class Watcher : public std::enable_shared_from_this<Watcher> {
public:
    Watcher(Watchers& owner, std::string token)
        : owner_(owner), token_(std::move(token)), stream_(owner.context_) {}

    void open() {
        beast::get_lowest_layer(stream_).async_connect(
            owner_.service_, [self = shared_from_this()](beast::error_code error) {
                if (error) return self->fail("connecting: " + error.message());
                self->shake_hands();
            });
    }

private:
    void shake_hands() {
        beast::get_lowest_layer(stream_).set_option(tcp::no_delay{true});
        stream_.set_option(websocket::stream_base::decorator(
            [token = std::move(token_)](websocket::request_type& request) {
                request.set(beast::http::field::authorization, "Bearer " + token);
            }));
        stream_.read_message_max(std::size_t{16} << 20);
        stream_.async_handshake("localhost", "/api/v1/live",
                                [self = shared_from_this()](beast::error_code error) {
                                    if (error) return self->fail("handshake: " + error.message());
                                    self->subscribe();
                                });
    }

    void subscribe() {
        order_ = fmt::format(R"({{"type":"subscribe","id":1,"topic":"{}"}})", owner_.topic_);
        stream_.text(true);
        stream_.async_write(asio::buffer(order_),
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                if (error) return self->fail("subscribing: " + error.message());
                                self->read();
                            });
    }

    void read() {
        stream_.async_read(buffer_,
                           [self = shared_from_this()](beast::error_code error, std::size_t) {
                               if (error) return self->fail("reading: " + error.message());
                               if (self->take()) self->read();
                           });
    }

    /// Whether it goes on: who is refused does not.
    bool take() {
        auto const data = buffer_.cdata();
        std::string_view const text{static_cast<char const*>(data.data()), data.size()};
        if (text.starts_with(R"({"type":"delta")")) {
            if (owner_.on_frame) owner_.on_frame(text);
        } else if (text.starts_with(R"({"type":"snapshot")") && !is_ready_) {
            is_ready_ = true;
            owner_.is_ready();
        } else if (text.starts_with(R"({"type":"error")")) {
            fail(std::string{text});
            return false;
        }
        buffer_.consume(buffer_.size());
        if (is_ready_) buffer_.shrink_to_fit();  // ten thousand snapshots would stay otherwise
        return true;
    }

    void fail(std::string const& reason) { owner_.has_failed(is_ready_, reason); }

    Watchers& owner_;
    std::string token_;
    std::string order_;
    websocket::stream<tcp::socket> stream_;
    beast::flat_buffer buffer_;
    bool is_ready_ = false;
};

Watchers::Watchers(asio::io_context& context, tcp::endpoint service, std::string topic,
                   std::vector<std::string> tokens)
    : context_(context),
      service_(std::move(service)),
      topic_(std::move(topic)),
      tokens_(std::move(tokens)),
      pace_(context) {}

Watchers::~Watchers() = default;

void Watchers::open(std::size_t count, std::function<void()> done) {
    wanted_ = count;
    done_ = std::move(done);
    open_next();
}

void Watchers::open_next() {
    if (watchers_.size() == wanted_) return check_done();
    if (watchers_.size() - settled_ < most_at_once) {
        auto const& token = tokens_[watchers_.size() % tokens_.size()];
        watchers_.push_back(std::make_shared<Watcher>(*this, token));
        watchers_.back()->open();
    }
    auto const rate = connections_a_second_of_a_person * tokens_.size();
    pace_.expires_after(std::chrono::microseconds{1'000'000 / rate});
    pace_.async_wait([this](beast::error_code error) {
        if (!error) open_next();
    });
}

void Watchers::is_ready() {
    ++connected_;
    ++settled_;
    check_done();
}

void Watchers::has_failed(bool was_ready, std::string const& reason) {
    failure_ = reason;
    if (was_ready) {
        --connected_;
        return;
    }
    ++settled_;
    check_done();
}

void Watchers::check_done() {
    if (settled_ == wanted_ && watchers_.size() == wanted_ && done_) std::exchange(done_, {})();
}

}  // namespace atelier::bench
