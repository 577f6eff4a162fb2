#include "tools/atelier/edge_settings.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

namespace atelier::tools {
namespace {

using api::EdgeSettings;
using api::Rate;

constexpr double greatest_rate = 1e6;
constexpr double default_burst_seconds = 4;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        auto const comma = std::min(text.find(','), text.size());
        parts.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return parts;
}

std::string joined(std::vector<std::string> const& parts) {
    std::string text;
    for (auto const& part : parts) text += (text.empty() ? "" : ",") + part;
    return text.empty() ? "none" : text;
}

/// An origin as browsers write it (RFC 6454 §6.2): scheme, host, port unless it is the default.
bool is_origin(std::string_view text) {
    auto const scheme = text.find("://");
    if (scheme == std::string_view::npos) return false;
    auto const name = text.substr(0, scheme);
    auto const host = text.substr(scheme + 3);
    return (name == "http" || name == "https") && !host.empty() &&
           host.find_first_of("/?#@, *ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

std::string take_origins(EdgeSettings& edge, std::string const& text) {
    edge.cors_origins = split(text);
    for (auto const& origin : edge.cors_origins) {
        if (origin != "*" && !is_origin(origin))
            return "must be origins, such as https://board.example or *";
    }
    return {};
}

std::string take_proxies(EdgeSettings& edge, std::string const& text) {
    edge.trusted_proxies.clear();
    for (auto const& part : split(text)) {
        auto const network = api::Network::from_text(part);
        if (!network) return "must be addresses or networks, such as 10.0.0.0/8 or ::1";
        edge.trusted_proxies.push_back(*network);
    }
    return {};
}

std::string show_proxies(EdgeSettings const& edge) {
    std::vector<std::string> texts;
    for (auto const& network : edge.trusted_proxies) texts.push_back(network.text);
    return joined(texts);
}

std::string take_metrics(EdgeSettings& edge, std::string const& text) {
    if (boost::describe::enum_from_string(text.c_str(), edge.metrics)) return {};
    return "must be one of loopback,any,off";
}

std::string take_token_seconds(EdgeSettings& edge, std::string const& text) {
    constexpr std::int64_t longest = std::chrono::seconds{api::max_token_lifetime}.count();
    auto const seconds = number_in<std::int64_t>(text);
    if (!seconds || *seconds < 1 || *seconds > longest)
        return fmt::format("must be a number from 1 to {}", longest);
    edge.access_token_seconds = *seconds;
    return {};
}

/// `200`, `200:1000`, `0.1:20`; 0 is no limit.
template <Rate EdgeSettings::* member>
std::string take_rate(EdgeSettings& edge, std::string const& text) {
    auto const colon = std::min(text.find(':'), text.size());
    auto const rate = number_in<double>(std::string_view{text}.substr(0, colon));
    auto burst = rate ? std::optional{std::max(1.0, std::ceil(*rate * default_burst_seconds))}
                      : std::nullopt;
    if (colon < text.size()) burst = number_in<double>(std::string_view{text}.substr(colon + 1));
    bool const is_right = rate && burst && *rate >= 0 && *rate <= greatest_rate && *burst >= 1 &&
                          *burst <= greatest_rate;
    if (!is_right) {
        return "must be how many a second, and how many at once, such as 200:1000; 0 for no limit";
    }
    edge.*member = {*rate, *burst};
    return {};
}

template <Rate EdgeSettings::* member>
std::string show_rate(EdgeSettings const& edge) {
    auto const& rate = edge.*member;
    return rate.is_off() ? "none" : fmt::format("{:g}:{:g}", rate.per_second, rate.burst);
}

std::string take_address_connections(EdgeSettings& edge, std::string const& text) {
    auto const count = number_in<std::size_t>(text);
    if (!count || *count < 1) return "must be a number from 1 on";
    edge.address_connections = *count;
    return {};
}

template <std::string EdgeSettings::* member>
std::string take_file(EdgeSettings& edge, std::string const& text) {
    edge.*member = text;
    return {};
}

template <std::string EdgeSettings::* member>
std::string show_file(EdgeSettings const& edge) {
    return (edge.*member).empty() ? "none" : edge.*member;
}

constexpr std::array settings{
    EdgeSetting{"tls-certificate", "FILE", "PEM: serve by TLS (1.2 and newer); with --tls-key",
                &take_file<&EdgeSettings::tls_certificate_file>,
                &show_file<&EdgeSettings::tls_certificate_file>},
    EdgeSetting{"tls-key", "FILE", "PEM", &take_file<&EdgeSettings::tls_key_file>,
                &show_file<&EdgeSettings::tls_key_file>},
    EdgeSetting{"cors-origins", "ORIGIN,..", "Sites whose pages may call the API; * is any [none]",
                &take_origins, [](EdgeSettings const& edge) { return joined(edge.cors_origins); }},
    EdgeSetting{"trusted-proxies", "NETWORK,..", "Whose X-Forwarded-For is believed [none]",
                &take_proxies, &show_proxies},
    EdgeSetting{"metrics", "WHO", "Who may read /metrics: loopback, any or off [loopback]",
                &take_metrics,
                [](EdgeSettings const& edge) {
                    return std::string{boost::describe::enum_to_string(edge.metrics, "")};
                }},
    EdgeSetting{"access-token-seconds", "SECONDS", "How long an access token is good [900]",
                &take_token_seconds,
                [](EdgeSettings const& edge) { return std::to_string(edge.access_token_seconds); }},
    EdgeSetting{"user-limit", "RATE[:BURST]", "Requests a second of a person [500:2000], 0: none",
                &take_rate<&EdgeSettings::user_limit>, &show_rate<&EdgeSettings::user_limit>},
    EdgeSetting{"address-limit", "RATE[:BURST]", "The same from an address [1000:4000]",
                &take_rate<&EdgeSettings::address_limit>, &show_rate<&EdgeSettings::address_limit>},
    EdgeSetting{"sign-in-limit", "RATE[:BURST]", "Passwords shown from an address [2:60]",
                &take_rate<&EdgeSettings::sign_in_limit>, &show_rate<&EdgeSettings::sign_in_limit>},
    EdgeSetting{"account-limit", "RATE[:BURST]", "Wrong passwords for an account [0.1:20]",
                &take_rate<&EdgeSettings::account_limit>, &show_rate<&EdgeSettings::account_limit>},
    EdgeSetting{"address-connections", "COUNT", "Open connections of an address [1000]",
                &take_address_connections,
                [](EdgeSettings const& edge) { return std::to_string(edge.address_connections); }},
};

}  // namespace

std::string EdgeSetting::variable() const {
    std::string result = "ATELIER_";
    for (char const* c = name; *c != 0; ++c)
        result += *c == '-' ? '_' : static_cast<char>(*c - 'a' + 'A');
    return result;
}

std::span<EdgeSetting const> edge_settings() { return settings; }

std::string edge_problem(EdgeSettings const& edge) {
    if (edge.tls_certificate_file.empty() == edge.tls_key_file.empty()) return {};
    return "--tls-certificate and --tls-key go together";
}

}  // namespace atelier::tools
