#include <doctest/doctest.h>

#include <mutex>
#include <thread>

#include "api/http/server.hpp"
#include "tests/unit/http/socket_client.hpp"

using namespace atelier::api;
using atelier::api::testing::Client;
using std::chrono::milliseconds;

namespace {

void say_size(Request request, Reply reply) {
    Response response;
    response.body = std::to_string(request.body.size());
    reply(std::move(response));
}

struct Running {
    Server server;
    explicit Running(ServerOptions options = {}) : server(std::move(options), say_size) {
        server.start();
    }
};

/// Sends `request` and expects to be refused with `status`, in the envelope, and closed upon.
void check_refused(Server& server, std::string_view request, int status, std::string_view code) {
    CAPTURE(request.substr(0, 200));
    Client client(server.port());
    client.send(request);
    auto const answer = client.receive();
    CHECK(answer.status == status);
    CHECK(answer.header("Connection") == "close");
    CHECK(answer.header("X-Request-Id").size() > 0);
    CHECK(answer.body.find("{\"success\":false,\"message\":\"") == 0);
    CHECK(answer.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos);
    CHECK(client.is_closed());
}

std::string post(std::string const& headers, std::string const& body = {}) {
    return "POST /p HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n" + body;
}

}  // namespace

TEST_CASE("what is not HTTP is refused, and the server lives") {
    Running running;
    for (std::string const& request :
         {std::string("HELO\r\n\r\n"), std::string("GET / HTTP/2.0\r\nHost: t\r\n\r\n"),
          std::string("GET /\r\n\r\n"), std::string("GET  / HTTP/1.1\r\nHost: t\r\n\r\n"),
          std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\r\n\r\n", 15),
          std::string("GET a HTTP/1.1\r\nHost: t\r\n\r\n"),
          std::string("CONNECT a:80 HTTP/1.1\r\nHost: t\r\n\r\n"),
          std::string("GET /#a HTTP/1.1\r\nHost: t\r\n\r\n"), std::string("GET / HTTP/1.1\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 32)}) {
        check_refused(running.server, request, 400, "malformed_request");
    }
    CHECK(Client(running.server.port()).get("/").status == 200);
}

TEST_CASE("no request can be smuggled in another one's body") {
    Running running;
    for (std::string const& headers :
         {std::string("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
          std::string("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"),
          std::string("Content-Length: 3\r\nContent-Length: 4\r\n"),
          std::string("Content-Length: +3\r\n"), std::string("Content-Length: 3 3\r\n"),
          std::string("Content-Length: -1\r\n"), std::string("Content-Length: 0x3\r\n"),
          std::string("Content-Length: 99999999999999999999999\r\n"),
          std::string("Transfer-Encoding: gzip, chunked\r\n"),
          std::string("Transfer-Encoding: chunked, identity\r\n"),
          std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
          std::string("Transfer-Encoding: xchunked\r\n")}) {
        check_refused(running.server, post(headers, "0\r\n\r\n"), 400, "malformed_request");
    }
    check_refused(running.server, post("Transfer-Encoding: chunked\r\n", "zz\r\nabc"), 400,
                  "malformed_request");
    check_refused(running.server, post("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n"),
                  400, "malformed_request");
}

TEST_CASE("a body beyond the limit is refused as soon as it shows") {
    ServerOptions options;
    options.body_limit = 1000;
    Running running(std::move(options));
    check_refused(running.server, post("Content-Length: 1001\r\n"), 413, "payload_too_large");
    check_refused(running.server, post("Content-Length: 1001\r\nExpect: 100-continue\r\n"), 413,
                  "payload_too_large");
    check_refused(running.server,
                  post("Transfer-Encoding: chunked\r\n",
                       "3e7\r\n" + std::string(999, 'a') + "\r\n2\r\nbb\r\n0\r\n\r\n"),
                  413, "payload_too_large");
    check_refused(running.server, post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n"),
                  413, "payload_too_large");
    Client client(running.server.port());
    client.send(post("Content-Length: 1000\r\n", std::string(1000, 'a')));
    CHECK(client.receive().body == "1000");
}

TEST_CASE("a client that sends all of a refused body still hears why") {
    Running running;
    check_refused(running.server, post("Content-Length: 3000000\r\n", std::string(3'000'000, 'a')),
                  413, "payload_too_large");
}

TEST_CASE("the limit of a body may depend on where it goes") {
    ServerOptions options;
    options.body_limit_of = [](std::string_view method, std::string_view path) -> std::size_t {
        return method == "PUT" && path == "/files" ? 5'000'000 : 10;
    };
    Running running(std::move(options));
    Client client(running.server.port());
    client.send("PUT /files?x HTTP/1.1\r\nHost: t\r\nContent-Length: 4000000\r\n\r\n" +
                std::string(4'000'000, 'a'));
    CHECK(client.receive().body == "4000000");
    check_refused(running.server, post("Content-Length: 11\r\n"), 413, "payload_too_large");
}

TEST_CASE("a large body is let in before it is read, and its permit lives as long as its request") {
    std::mutex mutex;
    std::vector<Request> kept;
    auto const place = std::make_shared<int>(0);
    ServerOptions options;
    options.body_limit = 10;
    options.body_limit_of = [](std::string_view, std::string_view) -> std::size_t { return 100; };
    options.admit_large_body =
        [&](Request const& head) -> std::expected<std::shared_ptr<void>, Response> {
        CHECK(head.body.size() <= options.body_limit);
        if (head.header("Ticket") == "good" && place.use_count() == 1) return place;
        Response response = error_envelope(503, "unavailable", "Not now.", head.id);
        response.headers.emplace_back("Retry-After", "7");
        return std::unexpected(std::move(response));
    };
    Server server(options, [&](Request request, Reply reply) {
        Response response;
        response.body = std::to_string(request.body.size());
        {
            std::lock_guard const lock(mutex);
            if (request.permit) kept.push_back(std::move(request));
        }
        reply(std::move(response));
    });
    server.start();
    auto const chunks = "a\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n";
    check_refused(server, post("Content-Length: 50\r\n"), 503, "unavailable");
    check_refused(server, post("Content-Length: 50\r\nExpect: 100-continue\r\n"), 503,
                  "unavailable");
    check_refused(server, post("Transfer-Encoding: chunked\r\n", chunks), 503, "unavailable");
    check_refused(server, post("Ticket: good\r\nContent-Length: 101\r\n"), 413,
                  "payload_too_large");
    Client client(server.port());
    client.send(post("Content-Length: 10\r\n", "0123456789"));
    CHECK(client.receive().body == "10");
    CHECK(place.use_count() == 1);
    for (auto const& request :
         {post("Ticket: good\r\nContent-Length: 20\r\n", std::string(20, 'a')),
          post("Ticket: good\r\nTransfer-Encoding: chunked\r\n", chunks)}) {
        client.send(request);
        CHECK(client.receive().body == "20");
        {
            std::lock_guard const lock(mutex);
            CHECK(kept.size() == 1);
            CHECK(place.use_count() == 2);
        }
        check_refused(server, post("Ticket: good\r\nContent-Length: 50\r\n"), 503, "unavailable");
        std::lock_guard const lock(mutex);
        kept.clear();
    }
    {
        Client leaving(server.port());
        leaving.send(post("Ticket: good\r\nContent-Length: 50\r\nExpect: 100-continue\r\n"));
        CHECK(leaving.receive_head().starts_with("HTTP/1.1 100"));
        CHECK(place.use_count() == 2);
    }
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (place.use_count() > 1 && std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
    CHECK(place.use_count() == 1);
}

TEST_CASE("a target beyond the limit is 414") {
    Running running;
    auto const get = [](std::size_t size) {
        return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: t\r\n\r\n";
    };
    check_refused(running.server, get(target_limit + 1), 414, "uri_too_long");
    check_refused(running.server, get(100'000), 414, "uri_too_long");
    Client client(running.server.port());
    client.send(get(target_limit));
    CHECK(client.receive().status == 200);
}

TEST_CASE("headers beyond the limits are 431, whether many, long or dribbled") {
    Running running;
    std::string many;
    for (int i = 0; i < 100; ++i) many += "X-H: a\r\n";
    check_refused(running.server, post(many), 431, "headers_too_large");
    std::string const one_long = "X-H: " + std::string(header_bytes_limit, 'a') + "\r\n";
    check_refused(running.server, post(one_long), 431, "headers_too_large");
    std::string long_ones;
    for (int i = 0; i < 20; ++i) long_ones += "X-H: " + std::string(900, 'a') + "\r\n";
    check_refused(running.server, post(long_ones), 431, "headers_too_large");
    Client dribbling(running.server.port());
    dribbling.send("GET / HTTP/1.1\r\nHost: t\r\n");
    for (int i = 0; i < 20; ++i) dribbling.send("X-H: " + std::string(900, 'a') + "\r\n");
    CHECK(dribbling.receive().status == 431);
    check_refused(running.server,
                  post("Transfer-Encoding: chunked\r\n",
                       "0\r\nX-Trailer: " + std::string(20'000, 'a') + "\r\n\r\n"),
                  431, "headers_too_large");
}

TEST_CASE("an expectation that nobody can meet is 417") {
    Running running;
    check_refused(running.server, post("Expect: cake\r\n"), 417, "expectation_failed");
}

TEST_CASE("a request that does not arrive in time is 408, a silent connection just ends") {
    ServerOptions options;
    options.header_timeout = options.body_timeout = options.idle_timeout = milliseconds(200);
    Running running(std::move(options));
    Client silent(running.server.port());
    Client idle(running.server.port());
    CHECK(idle.get("/").status == 200);
    check_refused(running.server, "GET / HTTP/1.1\r\nHost:", 408, "request_timeout");
    check_refused(running.server, post("Content-Length: 10\r\n", "abc"), 408, "request_timeout");
    CHECK(silent.is_closed());
    CHECK(idle.is_closed());
}

TEST_CASE("one connection too many is told 503") {
    ServerOptions options;
    options.max_connections = 2;
    Running running(std::move(options));
    Client first(running.server.port());
    Client second(running.server.port());
    CHECK(first.get("/").status == 200);
    CHECK(second.get("/").status == 200);
    Client third(running.server.port());
    auto const answer = third.receive();
    CHECK(answer.status == 503);
    CHECK(answer.header("Retry-After") == "5");
    CHECK(third.is_closed());
}

TEST_CASE("one connection too many from an address is told 429, until another of it closes") {
    ServerOptions options;
    options.max_connections_per_address = 2;
    options.counted_as = [](std::string const& address) { return address; };
    Running running(std::move(options));
    Client first(running.server.port());
    CHECK(first.get("/").status == 200);
    {
        Client second(running.server.port());
        CHECK(second.get("/").status == 200);
        Client third(running.server.port());
        auto const answer = third.receive();
        CHECK(answer.status == 429);
        CHECK(answer.header("Retry-After") == "5");
        CHECK(third.is_closed());
    }
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (running.server.connections() > 1 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    Client next(running.server.port());
    CHECK(next.get("/").status == 200);
}

TEST_CASE("who is counted as nobody may open as many connections as there is room for") {
    ServerOptions options;
    options.max_connections_per_address = 1;
    options.counted_as = [](std::string const&) { return std::string{}; };
    Running running(std::move(options));
    Client first(running.server.port());
    Client second(running.server.port());
    CHECK(first.get("/").status == 200);
    CHECK(second.get("/").status == 200);
}

TEST_CASE("the envelope of refusals is the owner's to make") {
    ServerOptions options;
    options.protocol_error = [](int status, std::string_view code, std::string_view,
                                std::string const& request_id) {
        Response response;
        response.status = status;
        response.content_type = "text/plain";
        response.body = std::string(code) + " " + request_id;
        return response;
    };
    Running running(std::move(options));
    Client client(running.server.port());
    client.send(post("X-Request-Id: r7\r\nExpect: cake\r\n"));
    CHECK(client.receive().body == "expectation_failed r7");
}
