#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/edge.hpp"
#include "eventstore/crypto/master_key.hpp"

namespace atelier::tools {

/// What a `serve` process does.
BOOST_DEFINE_ENUM_CLASS(Role, api, publisher, projector, worker)
BOOST_DEFINE_ENUM_CLASS(LogLevel, trace, debug, info, warn, error, off)

/// Where a setting comes from; the first that has it wins.
BOOST_DEFINE_ENUM_CLASS(SettingSource, flag, environment, default_value)

/// What is in force.
struct Config {
    std::string listen_address = "127.0.0.1";
    std::uint16_t listen_port = 8080;  ///< 0: a free one
    std::filesystem::path data_folder;
    std::optional<std::string> database_url;  ///< absent: embedded PostgreSQL in the data folder
    std::string kafka_brokers;                ///< `host:port,…`; empty: no Kafka
    std::set<Role> roles{Role::api, Role::publisher, Role::projector, Role::worker};
    LogLevel log_level = LogLevel::info;
    api::EdgeSettings edge;
    std::optional<crypto::MasterKey> master_key;  ///< absent: a file in the data folder
    std::map<std::string, SettingSource, std::less<>> sources;  ///< by the setting's name

    bool is_embedded() const { return !database_url; }
    bool uses_kafka() const { return !kafka_brokers.empty(); }
    bool has(Role role) const { return roles.contains(role); }
    std::filesystem::path master_key_file() const { return data_folder / "master.key"; }
};

/// The shared flags as they were given.
struct FlagValues {
    std::optional<std::string> listen, data, database, kafka, roles, log_level;
    std::map<std::string, std::string, std::less<>> edge;  ///< by the setting's name
};

/// A variable's value; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string const& name)>;
Environment process_environment();

/// Flags win over the environment, that over defaults; an empty variable counts as not set. The
/// error has a line for each setting that is wrong.
std::expected<Config, std::string> resolve_config(FlagValues const& flags,
                                                  Environment const& environment);

struct SettingLine {
    std::string name;   ///< as the flag: `log-level`
    std::string value;  ///< without secrets
    SettingSource source;
};
/// Every setting, in the order of the flags.
std::vector<SettingLine> describe_config(Config const& config);

/// `***` in place of the passwords of a URL (in front of the @ and among the parameters).
std::string hide_password(std::string_view url);

}  // namespace atelier::tools
