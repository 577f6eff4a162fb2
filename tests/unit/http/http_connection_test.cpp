#include <doctest/doctest.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "api/http/server.hpp"
#include "domain/id.hpp"
#include "tests/unit/http/socket_client.hpp"

using namespace atelier::api;
using atelier::api::testing::Client;

namespace {

std::string const long_text(5000, 'a');

/// Says what it was asked, in a way that a test can compare.
void describe(Request request, Reply reply) {
    Response response;
    if (request.path == "/throws") throw std::runtime_error("a bug");
    if (request.path == "/forgets") return;
    if (request.path == "/empty") response.status = 204;
    if (request.path == "/long") response.body = long_text;
    if (request.path == "/shared") {
        response.shared_body = std::make_shared<std::string const>(long_text);
    }
    if (request.path == "/picture") {
        response.content_type = "image/png";
        response.body = long_text;
    }
    if (request.path == "/headers") {
        response.headers = {{"ETag", "\"7\""}, {"X-Evil", "a\r\nX-Injected: b"}};
    }
    if (response.body.empty()) {
        response.body =
            request.method + "|" + request.path + "|" + request.query + "|" + request.body;
    }
    reply(std::move(response));
}

struct Running {
    Server server{{}, describe};
    Running() { server.start(); }
};

}  // namespace

TEST_CASE("a connection serves one request after the other") {
    Running running;
    Client client(running.server.port());
    for (int i = 0; i < 3; ++i) {
        auto const answer = client.get("/a%20b?x=1&y=?");
        CHECK(answer.status == 200);
        CHECK(answer.body == "GET|/a%20b|x=1&y=?|");
        CHECK(answer.header("Connection").empty());
    }
    CHECK(running.server.connections() == 1);
}

TEST_CASE("pipelined requests are answered in their order") {
    Running running;
    Client client(running.server.port());
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        requests +=
            "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc";
        if (i % 10 == 0) requests += "\r\n";
    }
    client.send(requests);
    for (int i = 0; i < 50; ++i) {
        CHECK(client.receive().body == "POST|/" + std::to_string(i) + "||abc");
    }
}

TEST_CASE("every answer carries the headers that all answers carry") {
    Running running;
    Client client(running.server.port());
    auto const answer = client.get("/headers");
    CHECK(answer.header("Server") == "atelier");
    CHECK(answer.header("Date").ends_with(" GMT"));
    CHECK(answer.header("Date").size() == 29);
    CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    CHECK(answer.header("Referrer-Policy") == "no-referrer");
    CHECK(answer.header("X-Frame-Options") == "DENY");
    CHECK(answer.header("Content-Type") == "application/json");
    CHECK(answer.header("ETag") == "\"7\"");
    CHECK(atelier::uuid_from_text(answer.header("X-Request-Id")));
    SUBCASE("and no value can add one of its own") { CHECK(answer.header("X-Injected").empty()); }
}

TEST_CASE("a client's request id is kept when it is harmless") {
    Running running;
    Client client(running.server.port());
    CHECK(client.get("/", "X-Request-ID: abc-1:2\r\n").header("X-Request-Id") == "abc-1:2");
    for (auto const& id : {std::string("a b"), std::string("<x>"), std::string(129, 'a')}) {
        auto const answer = client.get("/", "X-Request-Id: " + id + "\r\n");
        CHECK(atelier::uuid_from_text(answer.header("X-Request-Id")));
    }
}

TEST_CASE("HEAD has the headers of GET and no body") {
    Running running;
    Client client(running.server.port());
    client.send("HEAD /long HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(client.receive(true).header("Content-Length") == "5000");
    CHECK(client.get("/next").body == "GET|/next||");
}

TEST_CASE("a chunked body arrives decoded, without its trailers") {
    Running running;
    Client client(running.server.port());
    client.send("POST /c HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send("3\r\nabc\r\n");
    client.send("5;name=value\r\ndefgh\r\n0\r\nX-Trailer: x\r\n\r\n");
    CHECK(client.receive().body == "POST|/c||abcdefgh");
    CHECK(client.get("/next").status == 200);
}

TEST_CASE("a client that asks is told to go on before it sends its body") {
    Running running;
    Client client(running.server.port());
    client.send("PUT /e HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receive_head() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    CHECK(client.receive().body == "PUT|/e||ok");
}

TEST_CASE("long texts are compressed for those who accept it") {
    Running running;
    Client client(running.server.port());
    for (auto const* path : {"/long", "/shared"}) {
        for (std::string const coding : {"gzip", "br"}) {
            auto const compressed = client.get(path, "Accept-Encoding: " + coding + "\r\n");
            CHECK(compressed.header("Content-Encoding") == coding);
            CHECK(compressed.header("Vary") == "Accept-Encoding");
            CHECK(compressed.body.size() < 200);
        }
        auto const plain = client.get(path);
        CHECK(plain.header("Content-Encoding").empty());
        CHECK(plain.header("Vary") == "Accept-Encoding");
        CHECK(plain.body == long_text);
    }
    CHECK(client.get("/short", "Accept-Encoding: gzip\r\n").header("Content-Encoding").empty());
    CHECK(client.get("/picture", "Accept-Encoding: gzip\r\n").body == long_text);
}

TEST_CASE("204 has neither body nor length") {
    Running running;
    Client client(running.server.port());
    auto const answer = client.get("/empty");
    CHECK(answer.status == 204);
    CHECK(answer.header("Content-Length").empty());
    CHECK(client.get("/next").status == 200);
}

TEST_CASE("HTTP/1.0 and Connection: close end the connection, keep-alive keeps it") {
    Running running;
    Client old(running.server.port());
    old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(old.receive().header("Connection") == "keep-alive");
    old.send("GET / HTTP/1.0\r\n\r\n");
    CHECK(old.receive().header("Connection") == "close");
    CHECK(old.is_closed());
    Client client(running.server.port());
    CHECK(client.get("/", "Connection: close\r\n").header("Connection") == "close");
    CHECK(client.is_closed());
}

TEST_CASE("a proxy's absolute target means the same path") {
    Running running;
    Client client(running.server.port());
    CHECK(client.get("http://test:80/a?b").body == "GET|/a|b|");
    CHECK(client.get("http://test").body == "GET|/||");
}

TEST_CASE("a handler that throws or forgets to answer costs a 500 and no connection") {
    Running running;
    Client client(running.server.port());
    for (auto const* path : {"/throws", "/forgets"}) {
        auto const answer = client.get(path, "X-Request-Id: r1\r\n");
        CHECK(answer.status == 500);
        CHECK(answer.body == R"({"success":false,"message":"Something went wrong on our side.",)"
                             R"("error":{"code":"internal_error","fields":[],"request_id":"r1"}})");
    }
    CHECK(client.get("/fine").status == 200);
}

TEST_CASE("an answer may come from another thread, and only the first one counts") {
    std::promise<Reply> asked;
    Server server({}, [&](Request, Reply reply) { asked.set_value(std::move(reply)); });
    server.start();
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    std::thread worker([reply = asked.get_future().get()] {
        Response response;
        response.body = "first";
        reply(response);
        response.body = "second";
        reply(response);
    });
    CHECK(client.receive().body == "first");
    worker.join();
}

TEST_CASE("a slow client holds nobody else up") {
    Running running;
    Client slow(running.server.port());
    slow.send("GET /slow HTTP/1.1\r\nHo");
    for (int i = 0; i < 4; ++i) {
        Client other(running.server.port());
        CHECK(other.get("/fast").status == 200);
    }
    slow.send("st: t\r\n\r\n");
    CHECK(slow.receive().body == "GET|/slow||");
}
