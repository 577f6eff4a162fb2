#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/http/asio.hpp"
#include "api/http/read_buffer.hpp"
#include "api/http/server.hpp"
#include "api/http/tls.hpp"

namespace atelier::api {

class Connection;
using ConnectionPointer = std::shared_ptr<Connection>;

/// What the address at the other end is counted as; empty: not at all, or the other side is gone.
std::string counted_as(ServerOptions const& options, Socket const& socket);

/// All open connections: it owns them from `add` to `remove`. Any thread.
class Connections {
public:
    void add(ConnectionPointer connection);
    void remove(Connection const* connection);
    std::size_t size() const;
    /// Those that are counted as this.
    std::size_t size_of(std::string const& counted_as) const;
    std::vector<ConnectionPointer> all() const;
    /// Those whose deadline has passed.
    std::vector<ConnectionPointer> overdue(std::chrono::steady_clock::time_point now) const;
    /// False when some are left at `until`.
    bool wait_until_none(std::chrono::steady_clock::time_point until) const;

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable none_left_;
    std::unordered_map<Connection const*, ConnectionPointer> open_;
    std::unordered_map<std::string, std::size_t> counts_;
};

/// What the connections of one server share. The handlers are cleared once the threads have ended,
/// so that what they hold and what holds a connection cannot keep each other alive.
struct Shared {
    ServerOptions options;
    RequestHandler requests;
    WebSocketHandler websockets;
    std::unique_ptr<TlsContext> tls;  ///< null: in the clear
    /// One for each thread: what happens on one wakes no other.
    std::deque<asio::io_context> contexts;
    Connections connections;
    /// Set before the connections are told, so that one that has just been added sees it.
    std::atomic<bool> draining{false};
    std::atomic<bool> cutting{false};

    Shared(ServerOptions o, RequestHandler r, WebSocketHandler w)
        : options(std::move(o)),
          requests(std::move(r)),
          websockets(std::move(w)),
          tls(options.tls_certificate_file.empty()
                  ? nullptr
                  : make_tls_context(options.tls_certificate_file, options.tls_key_file)) {
        for (int i = 0; i < options.threads; ++i) contexts.emplace_back(1);
    }
};

/// A socket, its strand and its deadline: what HTTP and WebSocket sessions have in common.
/// Everything but `run`, `post` and `is_overdue` happens in the strand.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    virtual ~Connection() = default;

    /// Runs `work` in the strand: at once when called in it, never once the connection is gone.
    /// May be called from any thread at any time, also after the server has been destroyed.
    template <class Work>
    void run(Work work) {
        if (!strand_.running_in_this_thread()) return post(std::move(work));
        if (!gone_) work();
    }

    /// The same, but never at once.
    template <class Work>
    void post(Work work) {
        while_open([&] {
            asio::post(strand_, [self = shared_from_this(), task = std::move(work)]() mutable {
                if (!self->gone_) task();
            });
        });
    }

    bool is_overdue(std::chrono::steady_clock::time_point now) const {
        return deadline_.load(std::memory_order_relaxed) <= now.time_since_epoch().count();
    }

    /// What stands for the other side's address in the limit of connections; empty: not counted.
    std::string const& counted_as() const { return counted_as_; }

    /// The deadline has passed.
    virtual void on_deadline() = 0;
    /// The server is shutting down: end soon, politely.
    virtual void on_drain() = 0;
    /// Closes the socket and leaves the server; pending operations end with an error, which the
    /// sessions must not act upon. The second call does nothing.
    void finish();

protected:
    Connection(Stream stream, std::shared_ptr<Shared> shared);

    using Clock = std::chrono::steady_clock;
    void expire_at(Clock::time_point when) {
        deadline_.store(when.time_since_epoch().count(), std::memory_order_relaxed);
    }
    void expire_after(Clock::duration duration) { expire_at(Clock::now() + duration); }
    void never_expire() { expire_at(Clock::time_point::max()); }

    /// The answer has been written: reads on for a moment, so that closing with unread bytes does
    /// not make the peer's system throw the answer away (RFC 9112 §9.6), then finishes.
    void linger();

    bool is_gone() const { return gone_; }

    /// Runs `work`, unless the connection is gone, and keeps `finish`, and with it the end of the
    /// io_context, behind it. Any thread.
    template <class Work>
    void while_open(Work const& work) {
        std::lock_guard const lock(gone_mutex_);
        if (!gone_) work();
    }

    /// Called once by `finish`, with the connection already out of the server's books.
    virtual void on_finished() {}

    std::shared_ptr<Shared> shared_;
    Stream stream_;
    Strand strand_;
    ReadBuffer buffer_;

private:
    void linger_without_tls();
    void discard(std::size_t budget);

    std::string const counted_as_;
    std::atomic<Clock::rep> deadline_{Clock::time_point::max().time_since_epoch().count()};
    std::mutex gone_mutex_;
    std::atomic<bool> gone_{false};
};

}  // namespace atelier::api
