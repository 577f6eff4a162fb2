#include "tools/bench_programs/command_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>

namespace atelier::bench {

namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_connections = 32;
constexpr auto answer_patience = 30s;
constexpr auto look_pause = 5ms;  // at answers that are still to come
constexpr auto patience = 3s;  // with frames that do not come: some are coalesced for slow clients
constexpr std::string_view request_id_mark = R"("request_id":"load-)";

std::uint32_t microseconds(CommandLoad::Clock::duration time) {
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

double percentile_ms(std::vector<std::uint32_t>& values, double share) {
    if (values.empty()) return 0;
    auto const place = static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share);
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place),
                     values.end());
    return values[place] / 1000.0;
}

}  // namespace

/// One connection with at most one command under way.
class Sender : public std::enable_shared_from_this<Sender> {
public:
    Sender(CommandLoad& load, asio::io_context& context) : load_(load), socket_(context) {
        socket_.connect(load.service_);
        socket_.set_option(tcp::no_delay{true});
    }

    void send(PreparedCommand const& command, std::size_t run, std::size_t number) {
        text_ = fmt::format(
            "POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
            "Content-Type: application/json\r\nX-Request-Id: load-{}-{}\r\n"
            "Content-Length: {}\r\n\r\n{}",
            command.path, command.token, run, number, command.body.size(), command.body);
        sent_at_ = CommandLoad::Clock::now();
        asio::async_write(socket_, asio::buffer(text_),
                          [self = shared_from_this()](beast::error_code error, std::size_t) {
                              if (error) return self->fail(error);
                              self->read();
                          });
    }

private:
    void read() {
        answer_ = {};
        http::async_read(socket_, buffer_, answer_,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (error) return self->fail(error);
                             self->load_.answered(self, self->sent_at_,
                                                  static_cast<int>(self->answer_.result_int()),
                                                  self->answer_.body());
                         });
    }

    void fail(beast::error_code error) { load_.answered(nullptr, sent_at_, 0, error.message()); }

    CommandLoad& load_;
    CommandLoad::Clock::time_point sent_at_;
    tcp::socket socket_;
    std::string text_;
    beast::flat_buffer buffer_;
    http::response<http::string_body> answer_;
};

CommandLoad::CommandLoad(asio::io_context& context, tcp::endpoint service,
                         std::vector<PreparedCommand> commands)
    : context_(context),
      service_(std::move(service)),
      commands_(std::move(commands)),
      timer_(context) {}

CommandLoad::~CommandLoad() = default;

void CommandLoad::run(int rate, int seconds, std::size_t watchers,
                      std::function<void(std::string)> done) {
    ++run_;
    rate_ = rate;
    wanted_ = static_cast<std::size_t>(rate) * static_cast<std::size_t>(seconds);
    watchers_ = watchers;
    done_ = std::move(done);
    due_ = sent_ = answered_ = refused_ = busy_ = 0;
    sent_at_.assign(wanted_, {});
    frame_us_.clear();
    answer_us_.clear();
    // New connections each time, and only those that are needed: the service ends those that were
    // idle for a minute, or say nothing for ten seconds.
    free_.clear();
    started_ = last_frame_ = last_answer_ = Clock::now();
    tick();
}

void CommandLoad::tick() {
    auto const passed = std::chrono::duration<double>(Clock::now() - started_).count();
    due_ = std::min(wanted_, static_cast<std::size_t>(passed * rate_) + 1);
    send_due();
    if (answered_ == wanted_) return wait_for_frames();
    if (Clock::now() - last_answer_ > answer_patience) {
        fmt::print(stderr, "{} commands were not answered\n", wanted_ - answered_);
        refused_ += wanted_ - answered_;
        return finish();
    }
    auto const next =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(due_) / rate_);
    timer_.expires_at(due_ < wanted_ ? started_ + next : Clock::now() + look_pause);
    timer_.async_wait([this](beast::error_code error) {
        if (!error) tick();
    });
}

void CommandLoad::send_due() {
    while (sent_ < due_ && busy_ < most_connections) {
        if (free_.empty()) free_.push_back(std::make_shared<Sender>(*this, context_));
        auto const sender = std::move(free_.back());
        free_.pop_back();
        ++busy_;
        sent_at_[sent_] = Clock::now();
        sender->send(commands_[next_++ % commands_.size()], run_, sent_);
        ++sent_;
    }
}

void CommandLoad::answered(std::shared_ptr<Sender> sender, Clock::time_point sent_at, int status,
                           std::string const& said) {
    ++answered_;
    --busy_;
    last_answer_ = Clock::now();
    bool const is_refused = status < 200 || status >= 300;
    if (is_refused && ++refused_ == 1) fmt::print(stderr, "a command was refused: {}\n", said);
    answer_us_.push_back(microseconds(last_answer_ - sent_at));
    if (sender) free_.push_back(std::move(sender));
    send_due();
}

void CommandLoad::take_frame(std::string_view text) {
    auto const now = Clock::now();
    auto const mark = text.rfind(request_id_mark);
    if (mark == std::string_view::npos) return;
    auto const* place = text.data() + mark + request_id_mark.size();
    auto const* const end = text.data() + text.size();
    std::size_t run = 0;
    std::size_t number = 0;
    place = std::from_chars(place, end, run).ptr;
    if (run != run_ || place == end || *place != '-') return;
    std::from_chars(place + 1, end, number);
    if (number >= sent_) return;
    last_frame_ = now;
    frame_us_.push_back(microseconds(now - sent_at_[number]));
}

void CommandLoad::wait_for_frames() {
    bool const all = frame_us_.size() >= wanted_ * watchers_;
    if (all || Clock::now() - std::max(last_frame_, last_answer_) > patience) return finish();
    timer_.expires_after(5ms);
    timer_.async_wait([this](beast::error_code error) {
        if (!error) wait_for_frames();
    });
}

void CommandLoad::finish() {
    auto const seconds = std::chrono::duration<double>(last_answer_ - started_).count();
    std::exchange(done_, {})(fmt::format(
        R"({{"sent":{},"refused":{},"rate":{:.1f},"frames":{},"frames_wanted":{},"p50_ms":{:.3f},)"
        R"("p99_ms":{:.3f},"answer_p50_ms":{:.3f},"answer_p99_ms":{:.3f}}})",
        sent_, refused_, static_cast<double>(answered_) / seconds, frame_us_.size(),
        wanted_ * watchers_, percentile_ms(frame_us_, 0.5), percentile_ms(frame_us_, 0.99),
        percentile_ms(answer_us_, 0.5), percentile_ms(answer_us_, 0.99)));
}

}  // namespace atelier::bench
