#include "tools/atelier/config.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "tools/atelier/edge_settings.hpp"

namespace atelier::tools {
namespace {

/// The text of a setting and where it was found.
struct Found {
    std::string text;
    SettingSource source;
    std::string name;  ///< as the user gave it: `--listen`, `ATELIER_LISTEN`
};

std::optional<Found> find_setting(std::optional<std::string> const& flag, std::string const& name,
                                  std::vector<std::string> const& variables,
                                  Environment const& environment) {
    if (flag) return Found{*flag, SettingSource::flag, "--" + name};
    for (auto const& variable : variables) {
        auto value = environment(variable);
        if (value && !value->empty()) {
            return Found{std::move(*value), SettingSource::environment, variable};
        }
    }
    return std::nullopt;
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (;;) {
        auto const end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint16_t> port_from(std::string_view text) {
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

bool is_address(std::string const& text) {
    unsigned char bytes[sizeof(in6_addr)];
    return inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
           inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

// Each takes one text and says what is wrong with it, or nothing.

std::string take_listen(Config& config, std::string const& text) {
    auto const colon = text.rfind(':');
    auto const port = colon == text.npos ? std::nullopt : port_from(text.substr(colon + 1));
    if (!port) return "must be an address and a port, such as 127.0.0.1:8080";
    auto address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
    }
    if (address == "localhost") address = "127.0.0.1";
    if (!is_address(address)) {
        return "must begin with an IP address, such as 127.0.0.1, 0.0.0.0 or [::1]";
    }
    config.listen_address = address;
    config.listen_port = *port;
    return {};
}

std::string take_data(Config& config, std::string const& text) {
    if (text.empty()) return "must name a folder";
    config.data_folder = text;
    return {};
}

std::string take_database(Config& config, std::string const& text) {
    if (!text.starts_with("postgresql://") && !text.starts_with("postgres://")) {
        return "must be a URL, such as postgresql://atelier:password@127.0.0.1:5432/atelier";
    }
    config.database_url = text;
    return {};
}

std::string take_kafka(Config& config, std::string const& text) {
    for (auto const& broker : split(text, ',')) {
        auto const colon = broker.rfind(':');
        if (colon == broker.npos || colon == 0 || !port_from(broker.substr(colon + 1))) {
            return "must be brokers, such as 127.0.0.1:9092 or one:9092,two:9092";
        }
    }
    config.kafka_brokers = text;
    return {};
}

template <class Enum>
std::string names_of() {
    std::string all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&all](auto one) { all += (all.empty() ? "" : ",") + std::string{one.name}; });
    return all;
}

std::string take_roles(Config& config, std::string const& text) {
    config.roles.clear();
    for (auto const& name : split(text, ',')) {
        Role role{};
        if (!boost::describe::enum_from_string(name.c_str(), role)) {
            return fmt::format("has `{}`; roles are {}", name, names_of<Role>());
        }
        config.roles.insert(role);
    }
    return {};
}

std::string take_log_level(Config& config, std::string const& text) {
    if (boost::describe::enum_from_string(text.c_str(), config.log_level)) return {};
    return "must be one of " + names_of<LogLevel>();
}

std::string take_master_key(Config& config, std::string const& text) {
    auto key = crypto::MasterKey::from_text(text);
    if (!key) return "is not usable: " + key.error();
    config.master_key = std::move(*key);
    return {};
}

void add_problem(std::string& problems, std::string const& problem) {
    problems += (problems.empty() ? "" : "\n") + problem;
}

void take_edge(Config& config, FlagValues const& flags, Environment const& environment,
               std::string& problems) {
    for (auto const& setting : edge_settings()) {
        auto const given = flags.edge.find(setting.name);
        auto const flag = given == flags.edge.end() ? std::nullopt : std::optional{given->second};
        auto const found = find_setting(flag, setting.name, {setting.variable()}, environment);
        config.sources[setting.name] = found ? found->source : SettingSource::default_value;
        auto const problem = found ? setting.take(config.edge, found->text) : std::string{};
        if (!problem.empty()) add_problem(problems, found->name + " " + problem);
    }
    auto const problem = edge_problem(config.edge);
    if (!problem.empty()) add_problem(problems, problem);
}

/// Where people's programs keep their data (XDG Base Directory Specification).
std::filesystem::path default_data_folder(Environment const& environment) {
    if (auto const data = environment("XDG_DATA_HOME"); data && data->starts_with('/')) {
        return std::filesystem::path{*data} / "atelier";
    }
    if (auto const home = environment("HOME"); home && !home->empty()) {
        return std::filesystem::path{*home} / ".local/share/atelier";
    }
    return "atelier-data";
}

/// Hides the value of every parameter whose name ends so.
void hide_parameter(std::string& url, std::string_view name) {
    for (auto place = url.find(name); place != url.npos; place = url.find(name, place)) {
        place += name.size();
        auto const end = std::min(url.find('&', place), url.size());
        url.replace(place, end - place, "***");
    }
}

std::string listen_text(Config const& config) {
    bool const is_v6 = config.listen_address.find(':') != std::string::npos;
    auto const address = is_v6 ? "[" + config.listen_address + "]" : config.listen_address;
    return fmt::format("{}:{}", address, config.listen_port);
}

std::string roles_text(Config const& config) {
    std::string text;
    for (auto const role : config.roles) {
        text += (text.empty() ? "" : ",") + std::string{boost::describe::enum_to_string(role, "")};
    }
    return text;
}

}  // namespace

Environment process_environment() {
    return [](std::string const& name) -> std::optional<std::string> {
        if (char const* value = std::getenv(name.c_str())) return value;
        return std::nullopt;
    };
}

std::expected<Config, std::string> resolve_config(FlagValues const& flags,
                                                  Environment const& environment) {
    Config config;
    config.data_folder = default_data_folder(environment);
    std::string problems;
    auto const take = [&](std::optional<std::string> const& flag, std::string const& name,
                          std::vector<std::string> const& variables,
                          std::string (*parse)(Config&, std::string const&)) {
        auto const found = find_setting(flag, name, variables, environment);
        config.sources[name] = found ? found->source : SettingSource::default_value;
        auto const problem = found ? parse(config, found->text) : std::string{};
        if (!problem.empty()) add_problem(problems, found->name + " " + problem);
    };
    take(flags.listen, "listen", {"ATELIER_LISTEN"}, &take_listen);
    take(flags.data, "data", {"ATELIER_DATA"}, &take_data);
    take(flags.database, "database", {"ATELIER_DATABASE"}, &take_database);
    take(flags.kafka, "kafka", {"ATELIER_KAFKA", "ATELIER_KAFKA_BROKERS"}, &take_kafka);
    take(flags.roles, "roles", {"ATELIER_ROLES"}, &take_roles);
    take(flags.log_level, "log-level", {"ATELIER_LOG_LEVEL"}, &take_log_level);
    take_edge(config, flags, environment, problems);
    take({}, "master-key", {"ATELIER_MASTER_KEY"}, &take_master_key);
    if (!problems.empty()) return std::unexpected(problems);
    return config;
}

std::vector<SettingLine> describe_config(Config const& config) {
    auto const key = config.master_key      ? "fingerprint " + config.master_key->fingerprint()
                     : config.is_embedded() ? "the file " + config.master_key_file().string()
                                            : std::string{"none"};
    auto const database =
        config.database_url ? hide_password(*config.database_url) : "embedded, in the data folder";
    std::vector<SettingLine> lines{
        {"listen", listen_text(config), {}},
        {"data", config.data_folder.string(), {}},
        {"database", database, {}},
        {"kafka", config.uses_kafka() ? config.kafka_brokers : "none", {}},
        {"roles", roles_text(config), {}},
        {"log-level", boost::describe::enum_to_string(config.log_level, ""), {}},
        {"master-key", key, {}},
    };
    for (auto const& setting : edge_settings())
        lines.push_back({setting.name, setting.show(config.edge), {}});
    for (auto& line : lines) {
        auto const source = config.sources.find(line.name);
        line.source =
            source == config.sources.end() ? SettingSource::default_value : source->second;
    }
    return lines;
}

std::string hide_password(std::string_view url) {
    std::string text{url};
    auto const scheme = text.find("://");
    auto const start = scheme == text.npos ? 0 : scheme + 3;
    // A password may have characters in it that were not percent-encoded. Rather too much hidden
    // than too little: up to the last @.
    auto const at = text.rfind('@');
    auto const colon = text.find(':', start);
    if (at != text.npos && colon != text.npos && colon < at) {
        text.replace(colon + 1, at - colon - 1, "***");
    }
    hide_parameter(text, "password=");
    return text;
}

}  // namespace atelier::tools
