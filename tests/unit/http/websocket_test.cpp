#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "tests/unit/http/socket_client.hpp"
#include "tests/unit/http/websocket_echo.hpp"

using namespace atelier::api;
using namespace atelier::api::testing;
using Opcode = WebSocketOpcode;

TEST_CASE("a WebSocket echoes texts of every size in their order") {
    Echo echo;
    Client client(echo.server->port());
    client.open_websocket("/api/v1/live?x=1");
    std::vector<std::string> const messages{
        "a", "", std::string(125, 'b'), std::string(126, 'c'), std::string(65'536, 'd'), "grüße"};
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
    client.send(
        "GET /api/v1/live HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        masked_frame(Opcode::text, "early"));
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
    for (auto const& [bytes, code] :
         {Case{masked_frame(Opcode::binary, "x"), 1003},
          Case{masked_frame(Opcode::text, std::string(65'537, 'x')), 1009},
          Case{masked_header(Opcode::text, 1ull << 30), 1009},
          Case{masked_header(Opcode::text, 1ull << 30) + std::string(500'000, 'x'), 1009},
          Case{masked_frame(Opcode::text, "\xFF"), 1007},
          Case{std::string("\x81\x01"
                           "a",
                           3),
               1002}}) {
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
    CHECK(std::chrono::steady_clock::now() - before <
          atelier::test::patience(std::chrono::seconds(5)));
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
