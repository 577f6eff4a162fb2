#include <doctest/doctest.h>

#include "api/http/websocket_reader.hpp"
#include "tests/unit/http/socket_client.hpp"

using namespace atelier::api;
using atelier::api::testing::masked_frame;
using atelier::api::testing::masked_header;
using Kind = WebSocketEvent::Kind;
using Opcode = WebSocketOpcode;

namespace {

constexpr std::size_t limit = 1000;

/// The first event that is neither a wait nor a fragment, as "text:…" and the like.
std::string outcome(std::string const& bytes) {
    ReadBuffer buffer;
    buffer.append(bytes);
    WebSocketReader reader(limit);
    while (true) {
        auto const event = reader.next(buffer);
        switch (event.kind) {
            case Kind::fragment:
                continue;
            case Kind::need_more:
                return "need more";
            case Kind::text:
                return "text:" + std::string(event.payload);
            case Kind::ping:
                return "ping:" + std::string(event.payload);
            case Kind::pong:
                return "pong:" + std::string(event.payload);
            case Kind::close:
                return "close:" + std::to_string(event.code);
            case Kind::failed:
                return "failed:" + std::to_string(event.code);
        }
    }
}

}  // namespace

TEST_CASE("a message arrives whole, in however many pieces its bytes come") {
    std::string const text = "häppchen " + std::string(300, 'x');
    std::string const bytes =
        masked_frame(Opcode::text, text.substr(0, 2), false) +
        masked_frame(Opcode::continuation, "", false) + masked_frame(Opcode::ping, "p") +
        masked_frame(Opcode::continuation, text.substr(2)) + masked_frame(Opcode::text, "next");
    ReadBuffer buffer;
    WebSocketReader reader(limit);
    std::vector<std::string> seen;
    for (char const byte : bytes) {
        buffer.append({&byte, 1});
        while (true) {
            auto const event = reader.next(buffer);
            if (event.kind == Kind::need_more) break;
            if (event.kind != Kind::fragment) seen.emplace_back(event.payload);
        }
    }
    CHECK(seen == std::vector<std::string>{"p", text, "next"});
}

TEST_CASE("frames of every kind are understood") {
    CHECK(outcome(masked_frame(Opcode::text, "hello")) == "text:hello");
    CHECK(outcome(masked_frame(Opcode::text, "")) == "text:");
    CHECK(outcome(masked_frame(Opcode::text, std::string(limit, 'a'))).size() == limit + 5);
    CHECK(outcome(masked_frame(Opcode::pong, "x")) == "pong:x");
    CHECK(outcome(masked_frame(Opcode::close, "")) == "close:1005");
    CHECK(outcome(masked_frame(Opcode::close, "\x03\xE8 bye")) == "close:1000");
    CHECK(outcome("") == "need more");
    CHECK(outcome(masked_frame(Opcode::text, "hello").substr(0, 8)) == "need more");
}

TEST_CASE("what breaks the protocol fails with the code of its kind") {
    CHECK(outcome(std::string("\x81\x01"
                              "a",
                              3)) == "failed:1002");
    CHECK(outcome(std::string("\xC1\x80\0\0\0\0", 6)) == "failed:1002");
    CHECK(outcome(std::string("\x83\x80\0\0\0\0", 6)) == "failed:1002");
    CHECK(outcome(masked_frame(Opcode::continuation, "a")) == "failed:1002");
    CHECK(outcome(masked_frame(Opcode::text, "a", false) + masked_frame(Opcode::text, "b")) ==
          "failed:1002");
    CHECK(outcome(masked_frame(Opcode::ping, "a", false)) == "failed:1002");
    CHECK(outcome(masked_frame(Opcode::ping, std::string(126, 'a'))) == "failed:1002");
    CHECK(outcome(masked_frame(Opcode::close, "x")) == "failed:1002");
    CHECK(outcome(masked_frame(Opcode::close, "\x03\xED")) == "failed:1002");
    CHECK(outcome(masked_frame(Opcode::close, "\x03\xE8\xFF")) == "failed:1007");
    CHECK(outcome(masked_frame(Opcode::text, "\xC3(")) == "failed:1007");
    CHECK(outcome(masked_header(Opcode::binary, 1)) == "failed:1003");
}

TEST_CASE("a message beyond the limit fails at its header") {
    CHECK(outcome(masked_header(Opcode::text, limit + 1)) == "failed:1009");
    CHECK(outcome(masked_header(Opcode::text, 1ull << 30)) == "failed:1009");
    CHECK(outcome(masked_header(Opcode::text, ~0ull)) == "failed:1009");
    CHECK(outcome(masked_frame(Opcode::text, std::string(600, 'a'), false) +
                  masked_header(Opcode::continuation, 401)) == "failed:1009");
}

TEST_CASE("a close frame's reason is cut between characters") {
    std::string const frame = close_frame(1000, std::string(122, 'a') + "ü");
    CHECK(frame.size() == 2 + 2 + 122);
    CHECK(close_frame(1005, "x").size() == 2);
    CHECK(frame_header(Opcode::text, 125).size == 2);
    CHECK(frame_header(Opcode::text, 126).size == 4);
    CHECK(frame_header(Opcode::text, 65536).size == 10);
}
