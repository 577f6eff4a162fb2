#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.hpp"

namespace atelier::api {

/// An IPv4 or IPv6 address; an IPv4 one is the mapped ::ffff:a.b.c.d.
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(Address const&) const = default;

    static std::optional<Address> from_text(std::string_view text);
    bool is_loopback() const;
};

/// `10.0.0.0/8`, `::1`, `fd00::/8`.
struct Network {
    Address address;
    int prefix_bits = 128;  ///< of the mapped form
    std::string text{};     ///< as it was given

    static std::optional<Network> from_text(std::string_view text);
    bool contains(Address const& one) const;
};

/// Who a request came from: the TCP peer, unless that is one of `proxies`; then the last address in
/// X-Forwarded-For that is none. What a client itself writes there is never believed.
std::string client_address(Request const& request, std::vector<Network> const& proxies);

/// What stands for an address in a limit: an IPv4 address, or the /64 of an IPv6 one, of which a
/// customer has 2^64 at least.
std::string limited_as(std::string_view address);

/// Whether the address is of this machine: 127.0.0.0/8 or ::1.
bool is_loopback(std::string_view address);

/// What a TCP peer's connections are counted as; empty for this machine and for `proxies`, which
/// carry everybody's.
std::string connections_counted_as(std::string_view peer, std::vector<Network> const& proxies);

}  // namespace atelier::api
