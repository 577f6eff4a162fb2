#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/http/socket_client.hpp"
#include "tests/unit/http/websocket_echo.hpp"

using namespace atelier::api;
using namespace atelier::api::testing;

namespace {

/// More than the low water of a queue, so that its end is told, and little enough to go at once.
constexpr std::size_t much = 66 * 1024;

/// Tells every connection what one of them says, under a lock that each callback takes.
struct Room {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<WebSocketPointer> present;
    std::size_t said = 0;
    int left = 0;
    int drained = 0;
    Server server{{}, [](Request, Reply reply) { reply({}); }, handler()};

    Room() { server.start(); }

    WebSocketHandler handler() {
        WebSocketHandler handler;
        handler.on_open = [this](WebSocketPointer const& opened, Request const&) {
            std::lock_guard const lock(mutex);
            present.push_back(opened);
            changed.notify_all();
        };
        handler.on_message = [this](WebSocketPointer const& from, std::string_view message) {
            std::lock_guard const lock(mutex);
            if (message == "leave") return from->close(close_normal, "bye");
            if (message == "much") {
                static_cast<void>(from->send(text(std::string(much, 'm'))));
                return;
            }
            auto const shared = text(std::string(message));
            ++said;
            for (std::size_t i = 0; i < present.size(); ++i) {
                // As a thread of its own would, to some of them, and to others at other times.
                if ((i + said) % 3 == 0) {
                    present[i]->send(shared);
                } else {
                    present[i]->send_now(shared);
                }
            }
        };
        handler.on_drained = [this](WebSocketPointer const&) {
            std::lock_guard const lock(mutex);
            ++drained;
            changed.notify_all();
        };
        handler.on_close = [this](WebSocketPointer const& closed) {
            std::lock_guard const lock(mutex);
            std::erase(present, closed);
            ++left;
            changed.notify_all();
        };
        return handler;
    }

    template <class Condition>
    bool wait_for(Condition condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, atelier::test::patience(milliseconds(10'000)), condition);
    }
};

}  // namespace

TEST_CASE("what one says reaches all in its order, and who leaves meanwhile holds nobody up") {
    constexpr std::size_t clients = 150;
    constexpr std::size_t quitters = 50;
    constexpr int rounds = 40;
    Room room;
    std::vector<std::unique_ptr<Client>> all;
    for (std::size_t i = 0; i < clients; ++i) {
        all.push_back(std::make_unique<Client>(room.server.port()));
        all.back()->open_websocket();
    }
    REQUIRE(room.wait_for([&] { return room.present.size() == clients; }));

    for (int i = 0; i < rounds; ++i) {
        all.front()->send_text(std::to_string(i));
        // Some say goodbye, the others go without a word and with texts that they have not read.
        if (i == rounds / 4) {
            for (std::size_t j = 0; j < quitters; ++j) {
                if (j % 2 == 0) all.back()->send_text("leave");
                all.pop_back();
            }
        }
    }
    for (auto const& client : all) {
        for (int i = 0; i < rounds; ++i) {
            CHECK(client->receive_frame().payload == std::to_string(i));
        }
    }
    CHECK(room.wait_for([&] { return room.left == quitters; }));
    CHECK(room.present.size() == clients - quitters);
}

TEST_CASE("texts that are taken in part are sent on, whole and in their order") {
    Room room;
    Client slow(room.server.port(), 4096);
    slow.open_websocket();
    REQUIRE(room.wait_for([&] { return room.present.size() == 1; }));
    Client quick(room.server.port());
    quick.open_websocket();
    REQUIRE(room.wait_for([&] { return room.present.size() == 2; }));
    auto const held_up = room.present.front();

    // Sizes that fit no buffer evenly, until the system takes no more for who does not read.
    std::vector<std::string> messages;
    while (held_up->queued_bytes() < 200'000) {
        auto const number = messages.size();
        REQUIRE(number < 2'000);
        messages.emplace_back(1 + number * 997 % 40'000, static_cast<char>('a' + number % 26));
        quick.send_text(messages.back());
        CHECK(quick.receive_frame().payload == messages.back());
    }
    for (auto const& message : messages) CHECK(slow.receive_frame().payload == message);
    CHECK(held_up->queued_bytes() == 0);
}

TEST_CASE("what another thread writes at once comes whole, between what the strand writes") {
    constexpr std::size_t texts = 3'000;
    Room room;
    Client client(room.server.port(), 4096);
    client.open_websocket();
    REQUIRE(room.wait_for([&] { return room.present.size() == 1; }));
    auto const connection = room.present.front();
    auto const length_of = [](std::size_t number) { return 4 + number * 997 % 20'000; };

    std::atomic<std::size_t> told = 0;
    std::jthread const teller{[&](std::stop_token const& end) {
        for (std::size_t number = 0; number < texts && !end.stop_requested(); ++number) {
            auto const shared = text(std::string(length_of(number), 't'));
            CHECK((number % 5 == 4 ? connection->send(shared) : connection->send_now(shared)));
            told = number + 1;
            if (number % 7 == 0) continue;
            while (connection->queued_bytes() > 0 && !end.stop_requested())
                std::this_thread::yield();
        }
    }};
    // Again and again the system takes no more before something is read.
    int held_up = 0;
    std::size_t received = 0;
    while (received < texts) {
        client.send_frame(WebSocketOpcode::ping, std::to_string(received));
        while (connection->queued_bytes() == 0 && told < texts) std::this_thread::yield();
        if (connection->queued_bytes() > 0) ++held_up;
        do {
            auto const frame = client.receive_frame();
            if (frame.opcode == WebSocketOpcode::pong) continue;
            REQUIRE(frame.opcode == WebSocketOpcode::text);
            REQUIRE(frame.payload.size() == length_of(received));
            ++received;
        } while (received < texts && (connection->queued_bytes() > 0 || told == texts));
    }
    CHECK(held_up > 2);
    CHECK(connection->queued_bytes() == 0);
}

TEST_CASE("who sends in its own callback may hold what the callbacks take") {
    constexpr int times = 20;
    Room room;
    Client client(room.server.port());
    client.open_websocket();
    for (int i = 0; i < times; ++i) {
        client.send_text("much");
        CHECK(client.receive_frame().payload.size() == much);
    }
    CHECK(room.wait_for([&] { return room.drained == times; }));
}
