#include <doctest/doctest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "api/http/server.hpp"
#include "tests/unit/http/socket_client.hpp"

using namespace atelier::api;
using atelier::api::testing::Client;
using atelier::api::testing::masked_header;
using std::chrono::milliseconds;
using Opcode = WebSocketOpcode;

namespace {

std::shared_ptr<std::string const> text(std::string value) {
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
        server = std::make_unique<Server>(
            options, [](Request, Reply reply) { reply({}); }, handler());
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
        return changed.wait_for(lock, limit, condition);
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

}  // namespace

TEST_CASE("a WebSocket echoes texts of every size in their order") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket("/api/v1/live?x=1");
    std::vector<std::string> const messages{"a", "", std::string(125, 'b'), std::string(126, 'c'),
                                            std::string(65'536, 'd'), "grüße"};
    for (auto const& message : messages) client.send_text(message);
    for (auto const& message : messages) {
        auto const frame = client.receive_frame();
        CHECK(frame.opcode == Opcode::text);
        CHECK(frame.payload == message);
    }
    echo.opened();
    CHECK(echo.opened_with == "/api/v1/live?x=1");
}

TEST_CASE("a message in fragments is one message, and a ping between them is answered") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    client.send_frame(Opcode::text, "he", false);
    client.send_frame(Opcode::ping, "hi");
    client.send_frame(Opcode::continuation, "llo");
    CHECK(client.receive_frame().opcode == Opcode::pong);
    CHECK(client.receive_frame().payload == "hello");
}

TEST_CASE("frames sent right behind the handshake are not lost") {
    Echo echo;
    Client client(echo.server->port());
    client.send("GET /api/v1/live HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
                atelier::api::testing::masked_frame(Opcode::text, "early"));
    CHECK(client.receive(true).status == 101);
    CHECK(client.receive_frame().payload == "early");
}

TEST_CASE("a handshake that is not right is refused in the envelope") {
    Echo echo;
    auto const asked_with = [&](std::string const& headers) {
        Client client(echo.server->port());
        return client.get("/api/v1/live",
                          "Upgrade: websocket\r\nConnection: Upgrade\r\n" + headers);
    };
    auto const old = asked_with("Sec-WebSocket-Version: 8\r\n");
    CHECK(old.status == 426);
    CHECK(old.header("Sec-WebSocket-Version") == "13");
    CHECK(asked_with("Sec-WebSocket-Version: 13\r\n").status == 400);
    CHECK(asked_with("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc\r\n").status == 400);
    Client elsewhere(echo.server->port());
    CHECK(elsewhere.get("/other", "Upgrade: websocket\r\nConnection: Upgrade\r\n").status == 200);
}

TEST_CASE("what may not be sent closes with the code that says so") {
    Echo echo;
    struct Case {
        std::string bytes;
        int code;
    };
    using atelier::api::testing::masked_frame;
    for (auto const& [bytes, code] :
         {Case{masked_frame(Opcode::binary, "x"), 1003},
          Case{masked_frame(Opcode::text, std::string(65'537, 'x')), 1009},
          Case{masked_header(Opcode::text, 1ull << 30), 1009},
          Case{masked_header(Opcode::text, 1ull << 30) + std::string(500'000, 'x'), 1009},
          Case{masked_frame(Opcode::text, "\xFF"), 1007},
          Case{std::string("\x81\x01" "a", 3), 1002}}) {
        Client client(echo.server->port());
        client.open_websocket();
        client.send(bytes);
        auto const frame = client.receive_frame();
        CHECK(frame.opcode == Opcode::close);
        CHECK(frame.close_code() == code);
        CHECK(client.is_closed());
    }
    CHECK(echo.wait_for([&] { return echo.closed == 6; }));
}

TEST_CASE("a client's close is answered in kind, exactly one on_close follows") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    client.send_frame(Opcode::close, "\x03\xE8");
    CHECK(client.receive_frame().close_code() == 1000);
    CHECK(client.is_closed());
    CHECK(echo.wait_for([&] { return echo.closed == 1; }));
    CHECK_FALSE(echo.opened()->send(text("late")));
    echo.opened()->close(close_normal, "late");
}

TEST_CASE("a client that vanishes is noticed") {
    Echo echo;
    {
        Client client(echo.server->port());
        client.open_websocket();
    }
    CHECK(echo.wait_for([&] { return echo.closed == 1; }));
}

TEST_CASE("what was queued leaves before the close frame") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    auto const connection = echo.opened();
    for (int i = 0; i < 200; ++i) CHECK(connection->send(text(std::to_string(i))));
    connection->close(close_policy_violation, "enough");
    CHECK_FALSE(connection->send(text("too late")));
    for (int i = 0; i < 200; ++i) CHECK(client.receive_frame().payload == std::to_string(i));
    auto const frame = client.receive_frame();
    CHECK(frame.close_code() == close_policy_violation);
    CHECK(frame.payload.substr(2) == "enough");
    client.send_frame(Opcode::close, frame.payload);
    CHECK(client.is_closed());
}

TEST_CASE("a handler may close, and one that throws closes with 1011") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    client.send_text("close");
    CHECK(client.receive_frame().close_code() == close_policy_violation);
    Client unlucky(echo.server->port());
    unlucky.open_websocket();
    unlucky.send_text("throw");
    CHECK(unlucky.receive_frame().close_code() == close_internal_error);
}

TEST_CASE("a client that never reads costs its queue, and is served again once it reads") {
    Echo echo;
    Client client(echo.server->port(), 4096);
    client.open_websocket();
    auto const connection = echo.opened();
    int const sent = echo.send_until_stuck(*connection);
    CHECK(connection->queued_bytes() <= echo.options.websocket_queue_limit);
    CHECK(connection->queued_bytes() > echo.options.websocket_queue_limit / 2);
    Client other(echo.server->port());
    CHECK(other.get("/").status == 200);
    int const before = echo.times_drained();
    for (int i = 0; i < sent; ++i) CHECK(client.receive_frame().payload.size() == 64 * 1024);
    CHECK(echo.wait_for([&] { return echo.drained > before; }));
    CHECK(connection->queued_bytes() == 0);
    CHECK(connection->send(text("again")));
    CHECK(client.receive_frame().payload == "again");
}

TEST_CASE("a text longer than the queue may go when it goes alone") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    auto const connection = echo.opened();
    CHECK(connection->send(text(std::string(3'000'000, 'x'))));
    CHECK(client.receive_frame().payload.size() == 3'000'000);
}

TEST_CASE("a client that never reads cannot hold up its own close") {
    ServerOptions options;
    options.websocket_close_timeout = milliseconds(200);
    Echo echo(std::move(options));
    Client client(echo.server->port(), 4096);
    client.open_websocket();
    echo.send_until_stuck(*echo.opened());
    echo.opened()->close(close_try_again_later, "too slow");
    CHECK(echo.wait_for([&] { return echo.closed == 1; }));
}

TEST_CASE("a silent client is pinged, and gone when it does not answer") {
    ServerOptions options;
    options.websocket_ping_interval = milliseconds(300);
    Echo echo(std::move(options));
    Client alive(echo.server->port());
    Client dead(echo.server->port());
    alive.open_websocket();
    dead.open_websocket();
    for (int i = 0; i < 3; ++i) {
        CHECK(alive.receive_frame().opcode == Opcode::ping);
        alive.send_frame(Opcode::pong, "");
    }
    CHECK(dead.receive_frame().opcode == Opcode::ping);
    CHECK(dead.is_closed());
    alive.send_text("still here");
    CHECK(echo.closed == 1);
}

TEST_CASE("a server that stops tells its WebSockets 1001") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    echo.opened();
    std::thread polite([&] {
        CHECK(client.receive_frame().close_code() == close_going_away);
        client.send_frame(Opcode::close, "\x03\xE9");
        CHECK(client.is_closed());
    });
    auto const before = std::chrono::steady_clock::now();
    echo.server->stop(std::chrono::seconds(20));
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
    polite.join();
    CHECK(echo.closed == 1);
}

TEST_CASE("a connection that outlives its server does no harm") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    auto const connection = echo.opened();
    echo.server.reset();
    CHECK(echo.closed == 1);
    CHECK_FALSE(connection->send(text("late")));
    connection->close(close_normal, "late");
}

TEST_CASE("texts from many threads all arrive") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket();
    auto const connection = echo.opened();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 500; ++j) CHECK(connection->send(text("message")));
        });
    }
    for (int i = 0; i < 2000; ++i) CHECK(client.receive_frame().payload == "message");
    for (auto& thread : threads) thread.join();
}
