#include "tools/atelier/verify.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "tools/atelier/command_line.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/verify_models.hpp"

namespace atelier::tools {
namespace {

constexpr auto verify_examples =
    "atelier verify log\n"
    "atelier verify log --checkpoint /mnt/elsewhere/atelier.checkpoints --public-key key.pem\n"
    "atelier verify log --from 1000000 --jobs 4\n"
    "atelier verify board activity\n"
    "atelier verify all\n"
    "\n"
    "Without checkpoints it finds what was changed, removed, added or moved inside the log. Who\n"
    "can write to the database as its owner can also compute a whole new chain, or cut the end\n"
    "off: only checkpoints that are kept elsewhere (`atelier checkpoint`) show that.\n"
    "Read models are compared with a fresh fold of the log, while the service goes on.\n"
    "\n"
    "Ends with 0: all is whole; 5: something was altered, or rows differ; 6: the end of the log "
    "is\n"
    "gone; 7: this is another log than the checkpoint's; 8: a checkpoint is forged or of an "
    "unknown\n"
    "key; 3: the database is away; 9: a read model is being rebuilt.";

constexpr int most_jobs = 64;

int usual_jobs() {
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, most_jobs);
}

/// What is wrong with the log is said at once: the read models are looked at all the same.
int code_of(std::function<void()> const& work) {
    try {
        work();
    } catch (CommandFailed const& failed) {
        bool const is_finding =
            failed.code() >= ExitCode::altered && failed.code() <= ExitCode::bad_checkpoint;
        if (!is_finding) throw;
        fmt::print(stderr, "atelier: {}\n", failed.what());
        return static_cast<int>(failed.code());
    }
    return static_cast<int>(ExitCode::ok);
}

void check_range(LogVerification const& log) {
    if (log.from >= 1 && log.to.value_or(log.from) >= log.from) return;
    throw CommandFailed(ExitCode::usage,
                        "--from and --to are positions of the log: 1 or more, and in this order.");
}

}  // namespace

int run_verify(Config const& config, VerifyRequest const& request) {
    check_range(request.log);
    catch_interrupts();
    std::vector<std::string> others;
    bool has_log = false;
    for (auto const& name : request.names) {
        has_log = has_log || name == "log" || name == "all";
        if (name != "log") others.push_back(name);
    }
    int const of_log = has_log ? code_of([&] { verify_log(config, request.log); }) : 0;
    if (others.empty()) return of_log;
    auto const of_models = run_verify_models(config, {others, request.log.json, request.shown});
    return of_log != 0 ? of_log : of_models;
}

void add_verify(CommandLine& program) {
    auto request = std::make_shared<VerifyRequest>();
    request->log.jobs = usual_jobs();
    auto& command = add_command(
        program,
        {"verify",
         "Prove that nothing was altered: the log by its hash chain, read models by the log",
         verify_examples},
        [&program, request] { return run_verify(program.config(), *request); });
    command.add_option("names", request->names, "log, read models, or all")
        ->required()
        ->type_name("NAME");
    command.add_flag("--json", request->log.json, "A line of JSON for each that is verified");
    command.add_option("--rows", request->shown, "Differing rows that are shown of each [20]")
        ->type_name("COUNT")
        ->group("For read models");
    auto& log = request->log;
    auto const group = "For the log";
    command.add_option("--checkpoint", log.checkpoints, "Checkpoints that must hold (repeatable)")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group(group);
    command
        .add_option("--public-key", log.public_keys,
                    "The key that they must be signed with, in PEM [the log's own]")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group(group);
    command.add_option("--from", log.from, "From this position on")
        ->type_name("POSITION")
        ->group(group);
    command.add_option("--to", log.to, "Up to this position [the log's end at the start]")
        ->type_name("POSITION")
        ->group(group);
    command.add_option("--jobs", log.jobs, "Parts that are checked at once [one a processor]")
        ->type_name("N")
        ->check(CLI::Range(1, most_jobs))
        ->group(group);
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
