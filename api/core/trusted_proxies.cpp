#include "api/core/trusted_proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace atelier::api {
namespace {

constexpr int mapped_bits = 96;

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_trusted(std::string_view text, std::vector<Network> const& proxies) {
    auto const address = Address::from_text(text);
    return address &&
           std::ranges::any_of(proxies, [&](Network const& one) { return one.contains(*address); });
}

}  // namespace

std::optional<Address> Address::from_text(std::string_view text) {
    std::string const name{text};
    Address address;
    in_addr v4{};
    if (inet_pton(AF_INET, name.c_str(), &v4) == 1) {
        address.bytes[10] = address.bytes[11] = 0xff;
        std::memcpy(address.bytes.data() + 12, &v4, sizeof v4);
        return address;
    }
    if (inet_pton(AF_INET6, name.c_str(), address.bytes.data()) == 1) return address;
    return std::nullopt;
}

bool Address::is_loopback() const {
    static Network const v4{*from_text("127.0.0.0"), mapped_bits + 8};
    static Address const v6 = *from_text("::1");
    return v4.contains(*this) || *this == v6;
}

std::optional<Network> Network::from_text(std::string_view text) {
    auto const slash = text.find('/');
    auto const address = Address::from_text(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return Network{*address, 128, std::string{text}};
    bool const is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    auto const length = text.substr(slash + 1);
    int bits = 0;
    auto const [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    if (error != std::errc{} || end != length.data() + length.size()) return std::nullopt;
    if (bits < 0 || bits > (is_v4 ? 32 : 128)) return std::nullopt;
    return Network{*address, is_v4 ? mapped_bits + bits : bits, std::string{text}};
}

bool Network::contains(Address const& one) const {
    auto const whole = static_cast<std::size_t>(prefix_bits / 8);
    if (!std::equal(one.bytes.begin(), one.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                    address.bytes.begin())) {
        return false;
    }
    int const rest = prefix_bits % 8;
    if (rest == 0) return true;
    auto const mask = static_cast<std::uint8_t>(0xff << (8 - rest));
    return (one.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::string client_address(Request const& request, std::vector<Network> const& proxies) {
    auto address = request.remote_address;
    if (!is_trusted(address, proxies)) return address;
    std::string chain;
    for (auto const& [name, value] : request.headers) {
        if (equals_ignoring_case(name, "X-Forwarded-For"))
            chain += (chain.empty() ? "" : ",") + value;
    }
    while (!chain.empty()) {
        auto const comma = chain.rfind(',');
        auto const last =
            trimmed(std::string_view{chain}.substr(comma == std::string::npos ? 0 : comma + 1));
        if (!Address::from_text(last)) return address;
        address = last;
        if (!is_trusted(address, proxies)) return address;
        chain.resize(comma == std::string::npos ? 0 : comma);
    }
    return address;
}

std::string limited_as(std::string_view text) {
    constexpr std::ptrdiff_t prefix_bytes = 8;
    static Network const mapped{*Address::from_text("0.0.0.0"), mapped_bits};
    auto const address = Address::from_text(text);
    if (!address || mapped.contains(*address)) return std::string{text};
    return {address->bytes.begin(), address->bytes.begin() + prefix_bytes};
}

bool is_loopback(std::string_view text) {
    auto const address = Address::from_text(text);
    return address && address->is_loopback();
}

std::string connections_counted_as(std::string_view peer, std::vector<Network> const& proxies) {
    auto const address = Address::from_text(peer);
    auto const has_it = [&](Network const& network) { return network.contains(*address); };
    if (!address || address->is_loopback() || std::ranges::any_of(proxies, has_it)) return {};
    return limited_as(peer);
}

}  // namespace atelier::api
