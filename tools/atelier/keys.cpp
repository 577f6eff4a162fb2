#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "api/auth/signing_keys.hpp"
#include "eventstore/crypto/random.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

int rotate_keys(Config const& config) {
    auto const database = open_database(config);
    eventstore::Connection connection{database.service_url};
    auto const fresh = api::rotate_signing_keys(connection, database.key(), crypto::system_now());
    print_line(
        fmt::format("Access tokens will be signed by the new key {} in {} s. Those of the "
                    "keys before it stay good until they expire.",
                    fresh.key.id, api::signing_delay.count()));
    return 0;
}

}  // namespace

void add_keys(CommandLine& program) {
    auto& command = add_command(
        program,
        {"keys", "Rotate the keys that access tokens are signed with", "atelier keys rotate"},
        [] { return 0; });
    command.require_subcommand(1);
    auto& rotate = *command.add_subcommand(
        "rotate", "Add a key; all nodes change over to it, nobody is signed out");
    rotate.callback(
        [&program] { program.run = [&program] { return rotate_keys(program.config()); }; });
    rotate.footer(command.get_footer());
    add_shared_flags(rotate, program.flags);
}

}  // namespace atelier::tools
