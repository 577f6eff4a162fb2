#pragma once

#include <functional>
#include <string>

#include "tools/atelier/config.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 is called so
class App;
}

namespace atelier::tools {

/// The command line while it is read: what subcommands add themselves to.
struct CommandLine {
    CLI::App& app;
    FlagValues flags;
    std::function<int()> run;  ///< of the subcommand that was named

    /// What is in force; throws CommandFailed when a setting is wrong.
    Config config() const;
};

/// What a subcommand is, for `--help`.
struct CommandText {
    std::string name;
    std::string summary;
    std::string examples;  ///< one a line; after an empty line, remarks
};

/// Adds a subcommand that does `run` and ends with what it returns.
CLI::App& add_command(CommandLine& program, CommandText const& text, std::function<int()> run);
/// The flags that all commands over a database share: --data, --database and so on.
void add_shared_flags(CLI::App& command, FlagValues& flags);
/// Those of the edge, which `serve` alone looks at.
void add_edge_flags(CLI::App& command, FlagValues& flags);

/// Reads the command line and carries it out; what goes wrong becomes a sentence on standard error
/// and an exit code, in this one place.
int run_command_line(int count, char const* const* arguments);

// One for each subcommand, each in the file of its name.
void add_serve(CommandLine& program);
void add_migrate(CommandLine& program);
void add_config(CommandLine& program);
void add_replay(CommandLine& program);
void add_rebuild(CommandLine& program);
void add_verify(CommandLine& program);
void add_projections(CommandLine& program);
void add_import(CommandLine& program);
void add_watch(CommandLine& program);
void add_erase_person(CommandLine& program);
void add_export_person(CommandLine& program);
void add_demo(CommandLine& program);
void add_schema(CommandLine& program);
void add_keys(CommandLine& program);
void add_verify(CommandLine& program);
void add_checkpoint(CommandLine& program);
void add_backup(CommandLine& program);
void add_restore(CommandLine& program);

}  // namespace atelier::tools
