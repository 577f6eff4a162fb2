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
    auto& command =
        add_command(program,
                    {"rebuild", "Rebuild read models from the log while the service answers",
                     "atelier rebuild board\natelier rebuild board activity\natelier rebuild all"},
                    [&program, request] { return run_rebuild(program.config(), *request); });
    command.add_option("NAME", request->models, "Read models, or all")->required();
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
