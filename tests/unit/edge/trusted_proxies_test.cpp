#include "api/core/trusted_proxies.hpp"

#include <doctest/doctest.h>

using namespace atelier::api;

namespace {

Request from(std::string peer, std::vector<std::string> const& forwarded) {
    Request request;
    request.remote_address = std::move(peer);
    for (auto const& one : forwarded) request.headers.emplace_back("x-forwarded-for", one);
    return request;
}

std::vector<Network> networks(std::vector<std::string> const& texts) {
    std::vector<Network> all;
    for (auto const& text : texts) all.push_back(Network::from_text(text).value());
    return all;
}

}  // namespace

TEST_CASE("networks hold the addresses of their prefix") {
    auto const holds = [](char const* network, char const* address) {
        return Network::from_text(network)->contains(*Address::from_text(address));
    };
    CHECK(holds("10.0.0.0/8", "10.255.1.2"));
    CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
    CHECK(holds("192.168.4.0/22", "192.168.7.255"));
    CHECK_FALSE(holds("192.168.4.0/22", "192.168.8.0"));
    CHECK(holds("127.0.0.1", "127.0.0.1"));
    CHECK_FALSE(holds("127.0.0.1", "127.0.0.2"));
    CHECK(holds("0.0.0.0/0", "8.8.8.8"));
    CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    CHECK(holds("fd00::/8", "fd12::1"));
    CHECK(holds("::1", "::1"));
    CHECK(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
}

TEST_CASE("what is no network is refused") {
    for (auto const* text : {"", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8",
                             "::1/129", "10.0.0.0/8x", "localhost"}) {
        CAPTURE(text);
        CHECK_FALSE(Network::from_text(text).has_value());
    }
}

TEST_CASE("what a client says of itself is not believed") {
    CHECK(client_address(from("203.0.113.9", {"10.0.0.1"}), {}) == "203.0.113.9");
    CHECK(client_address(from("203.0.113.9", {"10.0.0.1"}), networks({"10.0.0.0/8"})) ==
          "203.0.113.9");
}

TEST_CASE("behind proxies it is the last address that is none of them") {
    auto const proxies = networks({"10.0.0.0/8", "::1"});
    CHECK(client_address(from("10.0.0.1", {"203.0.113.9"}), proxies) == "203.0.113.9");
    CHECK(client_address(from("10.0.0.1", {"1.1.1.1, 203.0.113.9 , 10.0.0.2"}), proxies) ==
          "203.0.113.9");
    CHECK(client_address(from("::1", {"1.1.1.1", "203.0.113.9"}), proxies) == "203.0.113.9");
    CHECK(client_address(from("10.0.0.1", {"10.0.0.7,10.0.0.2"}), proxies) == "10.0.0.7");
    CHECK(client_address(from("10.0.0.1", {}), proxies) == "10.0.0.1");
    CHECK(client_address(from("10.0.0.1", {"evil, 10.0.0.3"}), proxies) == "10.0.0.3");
    CHECK(client_address(from("10.0.0.1", {"unknown"}), proxies) == "10.0.0.1");
}

TEST_CASE("addresses of one customer are limited as one") {
    CHECK(limited_as("203.0.113.9") == "203.0.113.9");
    CHECK(limited_as("203.0.113.9") != limited_as("203.0.113.10"));
    CHECK(limited_as("2001:db8:1:2::1") == limited_as("2001:db8:1:2:ffff::9"));
    CHECK(limited_as("2001:db8:1:2::1") != limited_as("2001:db8:1:3::1"));
    CHECK(limited_as("nonsense") == "nonsense");
}

TEST_CASE("loopback is of this machine only") {
    for (auto const* text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
        CHECK(is_loopback(text));
    for (auto const* text : {"128.0.0.1", "10.0.0.1", "::2", "", "localhost"})
        CHECK_FALSE(is_loopback(text));
}

TEST_CASE("connections of this machine and of proxies are not counted, of an IPv6 network as one") {
    std::vector const proxies{*Network::from_text("10.0.0.0/8")};
    CHECK(connections_counted_as("127.0.0.1", proxies).empty());
    CHECK(connections_counted_as("::1", proxies).empty());
    CHECK(connections_counted_as("10.1.2.3", proxies).empty());
    CHECK(connections_counted_as("192.0.2.1", proxies) == "192.0.2.1");
    CHECK(connections_counted_as("192.0.2.1", {}) != connections_counted_as("192.0.2.2", {}));
    CHECK(connections_counted_as("2001:db8::1", {}) == connections_counted_as("2001:db8::2", {}));
}
