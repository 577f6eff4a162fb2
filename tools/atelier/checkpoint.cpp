#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "tools/atelier/checkpoint_file.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/progress.hpp"
#include "tools/atelier/verify_log.hpp"

namespace atelier::tools {
namespace {

using eventstore::Connection;

constexpr auto checkpoint_examples =
    "atelier checkpoint /mnt/elsewhere/atelier.checkpoints\n"
    "atelier checkpoint --public-key > key.pem\n"
    "atelier checkpoint | ssh elsewhere 'cat >> atelier.checkpoints'\n"
    "atelier verify log --checkpoint /mnt/elsewhere/atelier.checkpoints --public-key key.pem\n"
    "\n"
    "Keep the checkpoints and the public key where nobody who can write to the database can, and\n"
    "let a cron job add one every hour. With a FILE the log since its last checkpoint is verified\n"
    "first, and no checkpoint is made of a log that was altered (exit codes as of verify).";

struct CheckpointFlags {
    std::string file;
    bool public_key = false;
};

/// A file that already has checkpoints goes on only when the log still holds its last one and what
/// came since; else a forged history would get a true signature.
void require_continuation(CheckpointFlags const& flags, ReadyDatabase const& database,
                          eventstore::LogHead const& head, crypto::SigningSeed const& seed,
                          Connection& connection) {
    eventstore::Position last = 0;
    std::error_code ignored;
    if (std::filesystem::exists(flags.file, ignored) &&
        std::filesystem::file_size(flags.file, ignored) > 0) {
        auto const kept = read_checkpoints({flags.file});
        for (auto const& verdict : judge_checkpoints({kept.back()}, {crypto::public_point(seed)},
                                                     false, head, connection)) {
            if (verdict.code != ExitCode::ok) throw CommandFailed(verdict.code, verdict.words);
        }
        last = kept.back().checkpoint.position;
    }
    require_whole_chain({database.service_url, last + 1, head.position, 1, {}});
}

int run_checkpoint(Config const& config, CheckpointFlags const& flags) {
    catch_interrupts();
    auto const database = open_database(config);
    Connection connection{database.service_url};
    auto const seed = eventstore::checkpoint_seed(connection, database.key());
    if (flags.public_key) {
        auto pem = crypto::public_key_pem(crypto::public_point(seed));
        pem.pop_back();
        print_line(pem);
        return 0;
    }
    auto const head = eventstore::read_log_head(connection);
    if (head.position == 0) {
        throw CommandFailed(ExitCode::refused, "The log is empty: there is nothing to sign yet.");
    }
    auto const checkpoint = eventstore::make_checkpoint(head, seed);
    if (flags.file.empty()) {
        print_line(eventstore::to_line(checkpoint));
        return 0;
    }
    require_continuation(flags, database, head, seed, connection);
    append_checkpoint(flags.file, checkpoint);
    print_line(fmt::format("{}: position {}, recorded at {}, signed by the key {}", flags.file,
                           head.position, to_text(head.recorded_at), checkpoint.key_id));
    return 0;
}

}  // namespace

void add_checkpoint(CommandLine& program) {
    auto flags = std::make_shared<CheckpointFlags>();
    auto& command = add_command(
        program,
        {"checkpoint", "Sign where the log ends, to be kept outside: proof against truncation",
         checkpoint_examples},
        [&program, flags] { return run_checkpoint(program.config(), *flags); });
    auto* file =
        command.add_option("file", flags->file, "The line is added to this file [standard output]");
    file->type_name("FILE");
    command
        .add_flag("--public-key", flags->public_key,
                  "Print the public key, in PEM, by which checkpoints are verified")
        ->excludes(file);
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
