#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace atelier::tools {

/// The program (an absolute path) and its arguments.
using CommandWords = std::vector<std::string>;

/// Runs client programs of PostgreSQL on a database, the output of each being the input of the
/// next, and returns when all have ended: nothing, or what the one that failed has said. The URL,
/// with its password, reaches them by their environment, where other users cannot read it.
///
/// `meanwhile` is called ten times a second; when it throws, the programs are ended first. They
/// also end when this process does, however it does.
std::expected<void, std::string> run_clients(std::string const& url,
                                             std::vector<CommandWords> const& programs,
                                             std::function<void()> const& meanwhile);

}  // namespace atelier::tools
