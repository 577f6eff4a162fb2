#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "api/http/server.hpp"
#include "tests/unit/http/socket_client.hpp"

using namespace atelier::api;
using atelier::api::testing::Client;
using std::chrono::seconds;

namespace {

/// A server whose answers wait for the test.
struct Held {
    std::promise<Reply> asked;
    Server server{{}, [this](Request, Reply reply) { asked.set_value(std::move(reply)); }};
    Held() { server.start(); }
};

std::chrono::steady_clock::duration time_to_stop(Server& server, seconds drain) {
    auto const before = std::chrono::steady_clock::now();
    server.stop(drain);
    return std::chrono::steady_clock::now() - before;
}

}  // namespace

TEST_CASE("stop lets a running request be answered and closes its connection") {
    Held held;
    std::optional<Client> client(held.server.port());
    Client idle(held.server.port());
    client->send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    Reply reply = held.asked.get_future().get();
    auto stopped = std::async(std::launch::async, [&] { held.server.stop(seconds(20)); });
    CHECK(idle.is_closed());
    reply(Response{.body = "done"});
    auto const answer = client->receive();
    CHECK(answer.body == "done");
    CHECK(answer.header("Connection") == "close");
    CHECK(client->is_closed());
    client.reset();
    stopped.get();
    CHECK_THROWS(Client(held.server.port()));
    CHECK(held.server.connections() == 0);
}

TEST_CASE("stop cuts what is not done within its bound, and a late answer does no harm") {
    Reply reply;
    {
        Held held;
        Client client(held.server.port());
        client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        reply = held.asked.get_future().get();
        CHECK(time_to_stop(held.server, seconds(1)) < seconds(3));
        CHECK(client.is_closed());
    }
    reply(Response{});
}

TEST_CASE("an answer that is forgotten after the server has gone does no harm") {
    auto held = std::make_unique<Held>();
    Client client(held->server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    Reply reply = held->asked.get_future().get();
    held.reset();
    reply = nullptr;
}

TEST_CASE("an idle server stops at once, and a second stop does nothing") {
    Server server({}, [](Request, Reply reply) { reply({}); });
    server.start();
    Client idle(server.port());
    CHECK(idle.get("/").status == 200);
    CHECK(time_to_stop(server, seconds(20)) < seconds(2));
    CHECK(time_to_stop(server, seconds(20)) < seconds(1));
}

TEST_CASE("a server that was never started can go") {
    Server server({}, [](Request, Reply) {});
    CHECK(server.port() == 0);
}

TEST_CASE("an address that cannot be listened on is named") {
    ServerOptions options;
    options.address = "192.0.2.1";
    Server server(options, [](Request, Reply) {});
    CHECK_THROWS_WITH(server.start(), doctest::Contains("cannot listen on 192.0.2.1"));
    options.address = "nowhere";
    Server nameless(options, [](Request, Reply) {});
    CHECK_THROWS_WITH(nameless.start(), doctest::Contains("cannot listen on nowhere"));
}

TEST_CASE("answers that race with the end of the server do no harm") {
    for (int round = 0; round < 20; ++round) {
        std::mutex mutex;
        std::vector<Reply> replies;
        std::atomic<bool> ended{false};
        std::thread worker([&] {
            while (!ended) {
                std::vector<Reply> taken;
                {
                    std::lock_guard const lock(mutex);
                    taken.swap(replies);
                }
                for (auto const& reply : taken) reply(Response{.body = "x"});
                std::this_thread::yield();
            }
        });
        {
            Server server({}, [&](Request, Reply reply) {
                std::lock_guard const lock(mutex);
                replies.push_back(std::move(reply));
            });
            server.start();
            Client first(server.port());
            Client second(server.port());
            for (auto* client : {&first, &second}) {
                for (int i = 0; i < 20; ++i) client->send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
            }
            CHECK(first.receive().status == 200);
            server.stop(std::chrono::milliseconds(round % 2));
        }
        ended = true;
        worker.join();
    }
}
