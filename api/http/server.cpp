#include "api/http/server.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "api/http/http_session.hpp"
#include "api/http/request_id.hpp"

namespace atelier::api {
namespace {

constexpr int listen_backlog = 4096;
constexpr std::chrono::milliseconds sweep_interval{250};
constexpr std::chrono::milliseconds accept_retry{50};

using WorkGuard = asio::executor_work_guard<asio::io_context::executor_type>;

struct TurnedAway {
    int status;
    char const* code;
    char const* message;
};

/// A client too many is told so, as far as its system's buffer takes it.
void turn_away(Socket socket, ServerOptions const& options, TurnedAway const& why) {
    auto const id = request_id_of({});
    Response response = options.protocol_error(why.status, why.code, why.message, id);
    response.headers.emplace_back("Retry-After", "5");
    auto outgoing = prepare(std::move(response), AnswerContext{id});
    finish_head(outgoing.head, false, false);
    outgoing.head += outgoing.content();
    ErrorCode ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(outgoing.head), ignored);
}

}  // namespace

struct Server::Core {
    Core(ServerOptions options, RequestHandler requests, WebSocketHandler websockets)
        : shared(std::make_shared<Shared>(std::move(options), std::move(requests),
                                          std::move(websockets))),
          control(asio::make_strand(shared->contexts.front())),
          acceptor(control),
          accept_timer(control),
          sweep_timer(control) {
        for (auto& context : shared->contexts) work.push_back(asio::make_work_guard(context));
    }

    std::shared_ptr<Shared> shared;
    /// Where the acceptor and the timers live.
    Strand control;
    Acceptor acceptor;
    Timer accept_timer;
    Timer sweep_timer;
    std::vector<WorkGuard> work;
    std::size_t accepted = 0;
    std::vector<std::thread> threads;
    std::uint16_t port = 0;
    bool started = false;
    std::atomic<bool> stopped{false};
    bool sweeping = true;

    void listen() {
        auto const& options = shared->options;
        try {
            asio::ip::tcp::endpoint const endpoint(asio::ip::make_address(options.address),
                                                   options.port);
            acceptor.open(endpoint.protocol());
            acceptor.set_option(Acceptor::reuse_address(true));
            acceptor.bind(endpoint);
            acceptor.listen(listen_backlog);
            port = acceptor.local_endpoint().port();
        } catch (boost::system::system_error const& error) {
            throw std::runtime_error(fmt::format("cannot listen on {}, port {}: {}",
                                                 options.address, options.port,
                                                 error.code().message()));
        }
    }

    void accept() {
        auto& next = shared->contexts[accepted++ % shared->contexts.size()];
        acceptor.async_accept(asio::make_strand(next), [this](ErrorCode error, Socket socket) {
            if (shared->draining) return;
            if (error) return accept_later();
            welcome(std::move(socket));
            accept();
        });
    }

    /// Out of file descriptors, most likely: trying again at once would only heat the room.
    void accept_later() {
        accept_timer.expires_after(accept_retry);
        accept_timer.async_wait([this](ErrorCode) {
            if (!shared->draining) accept();
        });
    }

    std::optional<TurnedAway> reason_to_turn_away(Socket const& socket) const {
        auto const& options = shared->options;
        if (shared->connections.size() >= options.max_connections)
            return TurnedAway{503, "unavailable", "The server has no room for more."};
        auto const key = counted_as(options, socket);
        if (!key.empty() &&
            shared->connections.size_of(key) >= options.max_connections_per_address) {
            return TurnedAway{429, "rate_limited", "This address has too many connections."};
        }
        return std::nullopt;
    }

    void welcome(Socket socket) {
        if (auto const why = reason_to_turn_away(socket)) {
            // Under TLS nothing can be said before a handshake, which is what there is no room for.
            if (!shared->tls) turn_away(std::move(socket), shared->options, *why);
            return;
        }
        ErrorCode ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        auto const session =
            std::make_shared<HttpSession>(Stream{std::move(socket), shared->tls.get()}, shared);
        shared->connections.add(session);
        session->run([session] { session->start(); });
    }

    /// Deadlines are looked at in one place and seldom, so that moving one costs a store.
    void sweep() {
        sweep_timer.expires_after(sweep_interval);
        sweep_timer.async_wait([this](ErrorCode) {
            if (!sweeping) return;
            for (auto const& late : shared->connections.overdue(std::chrono::steady_clock::now())) {
                late->run([late] {
                    if (late->is_overdue(std::chrono::steady_clock::now())) late->on_deadline();
                });
            }
            sweep();
        });
    }

    void work_until_stopped(asio::io_context& context) {
        while (true) {
            try {
                context.run();
                return;
            } catch (std::exception const& error) {
                spdlog::error("an Asio thread went on after: {}", error.what());
            }
        }
    }

    void drain() {
        shared->draining = true;
        asio::post(control, [this] {
            ErrorCode ignored;
            acceptor.close(ignored);
            accept_timer.cancel();
            for (auto const& open : shared->connections.all()) {
                open->run([open] { open->on_drain(); });
            }
        });
    }

    void cut() {
        shared->cutting = true;
        for (auto const& open : shared->connections.all()) {
            open->run([open] { open->finish(); });
        }
    }

    void join() {
        asio::post(control, [this] {
            sweeping = false;
            sweep_timer.cancel();
        });
        work.clear();
        for (auto& thread : threads) thread.join();
        shared->requests = {};
        shared->websockets = {};
    }
};

Server::Server(ServerOptions options, RequestHandler requests, WebSocketHandler websockets)
    : core_(
          std::make_unique<Core>(std::move(options), std::move(requests), std::move(websockets))) {}

Server::~Server() { stop(std::chrono::milliseconds{0}); }

void Server::start() {
    core_->listen();
    core_->started = true;
    asio::post(core_->control, [core = core_.get()] {
        core->accept();
        core->sweep();
    });
    for (auto& context : core_->shared->contexts) {
        core_->threads.emplace_back(
            [core = core_.get(), &context] { core->work_until_stopped(context); });
    }
}

std::uint16_t Server::port() const { return core_->port; }

std::size_t Server::connections() const { return core_->shared->connections.size(); }

void Server::stop(std::chrono::milliseconds drain) {
    if (!core_->started || core_->stopped.exchange(true)) return;
    auto const until = std::chrono::steady_clock::now() + drain;
    core_->drain();
    if (!core_->shared->connections.wait_until_none(until)) core_->cut();
    core_->join();
}

}  // namespace atelier::api
