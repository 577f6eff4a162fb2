#pragma once

#include <doctest/doctest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include "api/http/server.hpp"
#include "tests/support/patience.hpp"

namespace atelier::api::testing {

using std::chrono::milliseconds;

inline std::shared_ptr<std::string const> text(std::string value) {
    return std::make_shared<std::string const>(std::move(value));
}

/// Echoes, and counts what happens so that a test can wait for it.
struct Echo {
    std::mutex mutex;
    std::condition_variable changed;
    WebSocketPointer connection;
    std::string opened_with;
    int closed = 0;
    int drained = 0;
    ServerOptions options;
    std::unique_ptr<Server> server;

    explicit Echo(ServerOptions given = {}) : options(std::move(given)) {
        server =
            std::make_unique<Server>(options, [](Request, Reply reply) { reply({}); }, handler());
        server->start();
    }

    WebSocketHandler handler() {
        WebSocketHandler handler;
        handler.on_open = [this](WebSocketPointer const& opened, Request request) {
            note([&] {
                connection = opened;
                opened_with = request.target;
            });
        };
        handler.on_message = [](WebSocketPointer const& from, std::string_view message) {
            if (message == "throw") throw std::runtime_error("a bug");
            if (message == "close") return from->close(close_policy_violation, "as you wish");
            from->send(text(std::string(message)));
        };
        handler.on_drained = [this](WebSocketPointer const&) { note([&] { ++drained; }); };
        handler.on_close = [this](WebSocketPointer const&) { note([&] { ++closed; }); };
        return handler;
    }

    template <class Change>
    void note(Change change) {
        std::lock_guard const lock(mutex);
        change();
        changed.notify_all();
    }

    template <class Condition>
    bool wait_for(Condition condition, milliseconds limit = milliseconds(10'000)) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, test::patience(limit), condition);
    }

    int times_drained() {
        std::lock_guard const lock(mutex);
        return drained;
    }

    /// Sends until the system's buffers are full too, so that the queue stays; how many it took.
    int send_until_stuck(WebSocketConnection& to) {
        auto const message = text(std::string(64 * 1024, 'x'));
        int sent = 0;
        for (int refused = 0; refused < 2;) {
            int const before = times_drained();
            if (to.send(message)) {
                ++sent;
                refused = 0;
            } else {
                ++refused;
                wait_for([&] { return drained > before; }, milliseconds(300));
            }
        }
        return sent;
    }

    WebSocketPointer opened() {
        CHECK(wait_for([&] { return connection != nullptr; }));
        return connection;
    }
};

}  // namespace atelier::api::testing
