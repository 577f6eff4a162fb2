#include <CLI/CLI.hpp>
#include <memory>

#include "tools/atelier/command_line.hpp"
#include "tools/atelier/rebuild.hpp"
#include "tools/atelier/serve.hpp"

namespace atelier::tools {

void add_serve(CommandLine& program) {
    auto& command = add_command(
        program,
        {"serve", "Run the service in the foreground, until Ctrl-C",
         "atelier serve\natelier serve --data ./data --listen 0.0.0.0:8080\n"
         "atelier serve --kafka 127.0.0.1:9092\n"
         "ATELIER_MASTER_KEY=… atelier serve --database postgresql://atelier@db/atelier "
         "--roles api"},
        [&program] { return run_serve(program.config()); });
    add_shared_flags(command, program.flags);
    add_edge_flags(command, program.flags);
}

void add_rebuild(CommandLine& program) {
    auto request = std::make_shared<RebuildRequest>();
    auto& command = add_command(
        program,
        {"rebuild", "Rebuild read models from the log while the service answers",
         "atelier rebuild board\natelier rebuild board activity\natelier rebuild all\n"
         "atelier rebuild all --dry-run\n\n"
         "Readers and live clients notice nothing. One that was killed goes on where it "
         "had saved;\n`atelier projections` shows how far it is. Exit code 9: another "
         "process is at it."},
        [&program, request] { return run_rebuild(program.config(), *request); });
    command.add_option("NAME", request->models, "Read models, or all")->required();
    command.add_flag("--dry-run", request->dry_run, "Only say how long it would take");
    command
        .add_option("--save-every", request->save_every_seconds,
                    "How much folding is lost at most when it is killed [30]")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber);
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
