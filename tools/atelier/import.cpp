#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "schemas/codec/json.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/describe_import.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/import_file.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/trello_file.hpp"

namespace atelier::tools {
namespace {

constexpr auto import_examples =
    "atelier import trello board.json --workspace harbour --dry-run\n"
    "atelier import trello board.json --workspace harbour --as mara@harbour.example\n"
    "atelier import trello board.json --workspace harbour --member jonas_b=jonas@harbour.example";

struct ImportFlags {
    std::string file;
    ImportRequest request;
    std::vector<std::string> members;
    bool json = false;
};

std::map<std::string, std::string> members_from(std::vector<std::string> const& pairs) {
    std::map<std::string, std::string> members;
    for (auto const& pair : pairs) {
        auto const equals = pair.find('=');
        if (equals == pair.npos || equals == 0 || equals + 1 == pair.size()) {
            throw CommandFailed(ExitCode::usage,
                                fmt::format("--member {} must be a user name there and an e-mail "
                                            "address here: jonas_b=jonas@harbour.example",
                                            pair));
        }
        members[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return members;
}

int import_trello(Config const& config, ImportFlags const& flags) {
    auto request = flags.request;
    request.members = members_from(flags.members);
    // A file that is refused needs no database.
    auto board = accepted(read_trello_file(flags.file));
    catch_interrupts();
    auto const database = open_database(config);
    auto const report = import_into(database, std::move(board), request);
    auto text = flags.json ? codec::to_json(report) : to_human(report);
    if (text.ends_with('\n')) text.pop_back();
    print_line(text);
    return 0;
}

}  // namespace

void add_import(CommandLine& program) {
    auto flags = std::make_shared<ImportFlags>();
    auto& import = add_command(
        program, {"import", "Import a board of another tool", import_examples}, [] { return 0; });
    import.require_subcommand(1);
    auto& trello = *import.add_subcommand(
        "trello",
        "A board that Trello exported as JSON, with its history; the same again adds "
        "nothing");
    trello.callback([&program, flags] {
        program.run = [&program, flags] { return import_trello(program.config(), *flags); };
    });
    trello.add_option("FILE", flags->file, "The export")->required();
    trello.add_option("--workspace", flags->request.workspace, "Into which workspace")
        ->type_name("ID|SLUG")
        ->required();
    trello.add_option("--as", flags->request.actor, "Who imports [the workspace's first owner]")
        ->type_name("E-MAIL");
    trello.add_option("--member", flags->members, "Who of the board is who here (repeat it)")
        ->type_name("NAME=E-MAIL");
    trello.add_flag("--dry-run", flags->request.dry_run, "Say what would be done, write nothing");
    trello.add_flag("--json", flags->json, "The report as JSON");
    trello.footer(import.get_footer());
    add_shared_flags(trello, program.flags);
}

}  // namespace atelier::tools
