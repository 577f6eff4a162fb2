#pragma once

#include <future>
#include <memory>

#include "commands/core/engine.hpp"

namespace atelier::test {

/// Runs a command and waits for what becomes of it.
template <class Command>
commands::Outcome run_command(commands::Engine& engine, Command command,
                              std::optional<UserId> actor,
                              std::vector<eventstore::Secret> secrets = {}) {
    commands::Caller caller;
    caller.user = actor;
    auto answered = std::make_shared<std::promise<commands::Outcome>>();
    auto outcome = answered->get_future();
    engine.handler.run(
        std::move(command),
        [](commands::Scene const&, commands::Context const&) { return std::string{}; },
        std::move(caller),
        [answered](commands::Outcome done) { answered->set_value(std::move(done)); },
        std::move(secrets));
    return outcome.get();
}

}  // namespace atelier::test
