#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench_programs/asio.hpp"

namespace atelier::bench {

class Watcher;

/// WebSocket clients that have subscribed to one topic and count what comes. Everything happens on
/// the thread that runs the context.
class Watchers {
public:
    using OnFrame = std::function<void(std::string_view)>;

    /// `tokens` are used in turn.
    Watchers(asio::io_context& context, asio::ip::tcp::endpoint service, std::string topic,
             std::vector<std::string> tokens);
    ~Watchers();

    /// Opens them, no faster than the service lets people connect; `done` when each has its
    /// snapshot or has failed. Called once.
    void open(std::size_t count, std::function<void()> done);

    /// How many have their snapshot and are still connected.
    std::size_t connected() const { return connected_; }
    /// Why the last that failed did so; empty when none has.
    std::string const& failure() const { return failure_; }

    OnFrame on_frame;  ///< each delta, as text

private:
    friend class Watcher;
    void open_next();
    void is_ready();
    void has_failed(bool was_ready, std::string const& reason);
    void check_done();

    asio::io_context& context_;
    asio::ip::tcp::endpoint service_;
    std::string topic_;
    std::vector<std::string> tokens_;
    std::vector<std::shared_ptr<Watcher>> watchers_;
    asio::steady_timer pace_;
    std::function<void()> done_;
    std::size_t wanted_ = 0;
    std::size_t settled_ = 0;
    std::size_t connected_ = 0;
    std::string failure_;
};

}  // namespace atelier::bench
