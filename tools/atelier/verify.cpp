#include <CLI/CLI.hpp>
#include <memory>

#include "tools/atelier/command_line.hpp"
#include "tools/atelier/verify_models.hpp"

namespace atelier::tools {

void add_verify(CommandLine& program) {
    auto request = std::make_shared<VerifyModelsRequest>();
    auto& command = add_command(
        program,
        {"verify", "Compare read models with a fresh fold of the log, while the service goes on",
         "atelier verify board\natelier verify all\natelier verify all --json\n\n"
         "Exit code 0: equal; 5: rows differ, and which; 6: another process is at it."},
        [&program, request] { return run_verify_models(program.config(), *request); });
    command.add_option("NAME", request->models, "Read models, or all")->required();
    command.add_flag("--json", request->json, "One JSON object for each read model (a line)");
    command.add_option("--rows", request->shown, "Differing rows that are shown of each [20]")
        ->type_name("COUNT");
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
