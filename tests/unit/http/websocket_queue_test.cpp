#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "tests/unit/http/socket_client.hpp"
#include "tests/unit/http/websocket_echo.hpp"

using namespace atelier::api;
using namespace atelier::api::testing;
using Opcode = WebSocketOpcode;

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
    CHECK(echo.wait_for([&] { return echo.closed >= 1; }));
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
