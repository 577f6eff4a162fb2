#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench_programs/asio.hpp"

namespace atelier::bench {

/// A POST that changes the topic that is watched.
struct PreparedCommand {
    std::string token;
    std::string path;
    std::string body;
};

class Sender;

/// Sends commands evenly over keep-alive connections, as many as it needs up to a bound, and takes
/// the time until their frames arrive. A command that is due while every connection waits for an
/// answer is sent as soon as one is free.
/// Everything happens on the thread that runs the context.
class CommandLoad {
public:
    using Clock = std::chrono::steady_clock;

    CommandLoad(asio::io_context& context, asio::ip::tcp::endpoint service,
                std::vector<PreparedCommand> commands);
    ~CommandLoad();

    /// `done` gets a JSON object: what was sent, answered, refused (not 2xx); frames that came and
    /// were wanted; latencies in ms. One run at a time.
    void run(int rate, int seconds, std::size_t watchers, std::function<void(std::string)> done);

    /// A delta that a watcher has got.
    void take_frame(std::string_view text);

private:
    friend class Sender;
    void tick();
    void send_due();
    /// `sender` is free again; none when its connection has failed.
    void answered(std::shared_ptr<Sender> sender, Clock::time_point sent_at, int status,
                  std::string const& said);
    void wait_for_frames();
    void finish();

    asio::io_context& context_;
    asio::ip::tcp::endpoint service_;
    std::vector<PreparedCommand> commands_;
    /// A run goes on where the last one ended: short ones do as much of everything as long ones.
    std::size_t next_ = 0;
    std::vector<std::shared_ptr<Sender>> free_;
    std::size_t busy_ = 0;  ///< senders that wait for an answer
    asio::steady_timer timer_;
    std::function<void(std::string)> done_;

    int rate_ = 0;
    std::size_t wanted_ = 0;  ///< commands of this run
    std::size_t due_ = 0;
    std::size_t sent_ = 0;
    std::size_t answered_ = 0;
    std::size_t refused_ = 0;
    std::size_t watchers_ = 0;
    std::size_t run_ = 0;
    Clock::time_point started_;
    Clock::time_point last_answer_;
    Clock::time_point last_frame_;
    std::vector<Clock::time_point> sent_at_;
    std::vector<std::uint32_t> frame_us_;
    std::vector<std::uint32_t> answer_us_;
};

}  // namespace atelier::bench
