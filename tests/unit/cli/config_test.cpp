#include "tools/atelier/config.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace atelier;
using namespace atelier::tools;

namespace {

Environment environment_of(std::map<std::string, std::string> values) {
    return [values = std::move(values)](std::string const& name) -> std::optional<std::string> {
        auto const found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional{found->second};
    };
}

std::string const some_key(64, 'a');

std::string problem_of(FlagValues const& flags,
                       std::map<std::string, std::string> environment = {}) {
    auto const config = resolve_config(flags, environment_of(std::move(environment)));
    return config ? "" : config.error();
}

SettingLine line_of(Config const& config, std::string const& name) {
    auto const lines = describe_config(config);
    return *std::ranges::find(lines, name, &SettingLine::name);
}

}  // namespace

TEST_CASE("Without flags and variables everything is embedded, on this machine only") {
    auto const config = resolve_config({}, environment_of({{"HOME", "/home/mara"}}));
    REQUIRE(config.has_value());
    CHECK(config->listen_address == "127.0.0.1");
    CHECK(config->listen_port == 8080);
    CHECK(config->data_folder == "/home/mara/.local/share/atelier");
    CHECK(config->is_embedded());
    CHECK_FALSE(config->uses_kafka());
    CHECK(config->roles.size() == 4);
    CHECK(config->log_level == LogLevel::info);
    CHECK(line_of(*config, "listen").source == SettingSource::default_value);
    CHECK(line_of(*config, "master-key").value ==
          "the file /home/mara/.local/share/atelier/master.key");
}

TEST_CASE("A flag wins over the environment, and that over the default") {
    auto const environment = environment_of({{"ATELIER_LISTEN", "0.0.0.0:80"},
                                             {"ATELIER_DATA", "/srv/atelier"},
                                             {"ATELIER_LOG_LEVEL", "debug"}});
    FlagValues flags;
    flags.listen = "127.0.0.1:9000";
    auto const config = resolve_config(flags, environment);
    REQUIRE(config.has_value());
    CHECK(config->listen_port == 9000);
    CHECK(config->data_folder == "/srv/atelier");
    CHECK(config->log_level == LogLevel::debug);
    CHECK(line_of(*config, "listen").source == SettingSource::flag);
    CHECK(line_of(*config, "data").source == SettingSource::environment);
    CHECK(line_of(*config, "kafka").source == SettingSource::default_value);
}

TEST_CASE("An empty variable counts as not set") {
    auto const config = resolve_config({}, environment_of({{"ATELIER_LISTEN", ""}}));
    REQUIRE(config.has_value());
    CHECK(config->listen_port == 8080);
    CHECK(line_of(*config, "listen").source == SettingSource::default_value);
}

TEST_CASE("Kafka's brokers may be named by either variable") {
    for (auto const* name : {"ATELIER_KAFKA", "ATELIER_KAFKA_BROKERS"}) {
        auto const config = resolve_config({}, environment_of({{name, "one:9092,two:9092"}}));
        REQUIRE(config.has_value());
        CHECK(config->kafka_brokers == "one:9092,two:9092");
        CHECK(config->uses_kafka());
    }
}

TEST_CASE("Roles are those that are named, and no others") {
    FlagValues flags;
    flags.roles = "api,projector";
    auto const config = resolve_config(flags, environment_of({}));
    REQUIRE(config.has_value());
    CHECK(config->has(Role::api));
    CHECK(config->has(Role::projector));
    CHECK_FALSE(config->has(Role::publisher));
    CHECK(line_of(*config, "roles").value == "api,projector");
}

TEST_CASE("An IPv6 address stands in brackets") {
    FlagValues flags;
    flags.listen = "[::1]:8080";
    auto const config = resolve_config(flags, environment_of({}));
    REQUIRE(config.has_value());
    CHECK(config->listen_address == "::1");
    CHECK(line_of(*config, "listen").value == "[::1]:8080");
}

TEST_CASE("A wrong setting is named as it was given, and with what would be right") {
    FlagValues flags;
    flags.listen = "8080";
    CHECK(problem_of(flags) == "--listen must be an address and a port, such as 127.0.0.1:8080");
    flags.listen = "harbour.example:8080";
    CHECK(problem_of(flags).starts_with("--listen must begin with an IP address"));
    flags.listen = "127.0.0.1:70000";
    CHECK(problem_of(flags).starts_with("--listen must be an address and a port"));
    CHECK(problem_of({}, {{"ATELIER_DATABASE", "localhost"}})
              .starts_with("ATELIER_DATABASE must be a URL"));
    CHECK(problem_of({}, {{"ATELIER_KAFKA", "one"}}).starts_with("ATELIER_KAFKA must be brokers"));
    CHECK(problem_of({}, {{"ATELIER_ROLES", "api,captain"}}) ==
          "ATELIER_ROLES has `captain`; roles are api,publisher,projector,worker");
    CHECK(problem_of({}, {{"ATELIER_LOG_LEVEL", "loud"}}).find("trace,debug") != std::string::npos);
}

TEST_CASE("All wrong settings are said at once") {
    FlagValues flags;
    flags.listen = "nowhere";
    flags.roles = "";
    auto const problem = problem_of(flags, {{"ATELIER_KAFKA", "x"}});
    CHECK(std::ranges::count(problem, '\n') == 2);
}

TEST_CASE("A master key that is not one is refused without being shown") {
    auto const problem = problem_of({}, {{"ATELIER_MASTER_KEY", "correct horse battery staple"}});
    CHECK(problem.starts_with("ATELIER_MASTER_KEY is not usable"));
    CHECK(problem.find("horse") == std::string::npos);
}

TEST_CASE("The settings are shown without secrets") {
    FlagValues flags;
    flags.database = "postgresql://atelier:hunter2@db.example:5432/atelier";
    auto const config = resolve_config(flags, environment_of({{"ATELIER_MASTER_KEY", some_key}}));
    REQUIRE(config.has_value());
    CHECK(config->database_url == flags.database);
    CHECK(line_of(*config, "database").value == "postgresql://atelier:***@db.example:5432/atelier");
    auto const key = line_of(*config, "master-key");
    CHECK(key.value == "fingerprint " + config->master_key->fingerprint());
    CHECK(key.value.find(some_key.substr(0, 8)) == std::string::npos);
}

TEST_CASE("A password is hidden wherever a URL may have it") {
    CHECK(hide_password("postgresql://a:b@h/d") == "postgresql://a:***@h/d");
    CHECK(hide_password("postgresql://a@h/d?password=b&sslmode=require") ==
          "postgresql://a@h/d?password=***&sslmode=require");
    CHECK(hide_password("postgresql://h/d?sslpassword=b") == "postgresql://h/d?sslpassword=***");
    CHECK(hide_password("postgresql://a@h:5432/d") == "postgresql://a@h:5432/d");
    CHECK(hide_password("postgresql://h:5432/d") == "postgresql://h:5432/d");
}

TEST_CASE("A password with characters that should have been encoded is hidden whole") {
    CHECK(hide_password("postgresql://a:b/c?d@e@h/d") == "postgresql://a:***@h/d");
    CHECK(hide_password("postgresql://a:b:c@h/d") == "postgresql://a:***@h/d");
}

TEST_CASE("Settings of the edge come from flags, then the environment, then defaults") {
    FlagValues flags;
    flags.edge["user-limit"] = "10";
    auto const config =
        resolve_config(flags, environment_of({{"ATELIER_USER_LIMIT", "20:30"},
                                              {"ATELIER_SIGN_IN_LIMIT", "0"},
                                              {"ATELIER_TRUSTED_PROXIES", "10.0.0.0/8,::1"}}));
    REQUIRE(config.has_value());
    CHECK(config->edge.user_limit.per_second == 10);
    CHECK(config->edge.user_limit.burst == 40);
    CHECK(config->edge.sign_in_limit.is_off());
    CHECK(config->edge.address_limit.per_second == 1'000);
    CHECK(config->edge.trusted_proxies.size() == 2);
    CHECK(line_of(*config, "user-limit").value == "10:40");
    CHECK(line_of(*config, "user-limit").source == SettingSource::flag);
    CHECK(line_of(*config, "sign-in-limit").value == "none");
    CHECK(line_of(*config, "sign-in-limit").source == SettingSource::environment);
    CHECK(line_of(*config, "trusted-proxies").value == "10.0.0.0/8,::1");
    CHECK(line_of(*config, "cors-origins").value == "none");
}

TEST_CASE(
    "A certificate without its key is refused, and every wrong setting of the edge is named") {
    FlagValues flags;
    flags.edge["tls-certificate"] = "harbour.pem";
    flags.edge["metrics"] = "friends";
    auto const problem = problem_of(flags, {{"ATELIER_ACCOUNT_LIMIT", "often"}});
    CHECK(problem.find("--metrics must be one of") != std::string::npos);
    CHECK(problem.find("ATELIER_ACCOUNT_LIMIT must be how many") != std::string::npos);
    CHECK(problem.find("--tls-certificate and --tls-key go together") != std::string::npos);
}
