#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "api/person/export.hpp"
#include "domain/require.hpp"
#include "schemas/codec/json.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/find_things.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

using api::ExportView;

constexpr auto export_person_examples =
    "atelier export-person mara@harbour.example > mara.json\n"
    "\n"
    "One JSON object of the shape that GET /api/v1/me/export answers: the account, memberships,\n"
    "sessions, and every event of the log that the person did or that is about them.";

/// The object up to where its events stand.
std::string head_of(ExportView part) {
    part.events.clear();
    part.next_events_after.reset();
    auto text = codec::to_json(part);
    constexpr std::string_view end = "]}";
    require(text.ends_with("\"events\":[]}"), "the events of an export stand at its end");
    text.resize(text.size() - end.size());
    return text;
}

/// As many parts as there are, one after the other, so that memory does not grow with the log.
int export_one(Config const& config, std::string const& whom) {
    catch_interrupts();
    auto const database = open_database(config);
    eventstore::Connection connection{database.service_url};
    eventstore::KeyRing keys{database.key(), database.service_url};
    auto const user = find_person(connection, database.key(), whom);
    eventstore::Position after = 0;
    bool is_first = true;
    while (true) {
        auto const part = api::export_person(keys, connection, user, after, &check_interrupt);
        if (!part) {
            throw CommandFailed(ExitCode::refused,
                                fmt::format("{} was erased: there is nothing to export.", whom));
        }
        if (after == 0) print_line(head_of(*part));
        for (auto const& event : part->events) {
            print_line((is_first ? "" : ",") + codec::to_json(event));
            is_first = false;
        }
        if (!part->next_events_after) break;
        after = *part->next_events_after;
    }
    print_line("]}");
    return 0;
}

}  // namespace

void add_export_person(CommandLine& program) {
    auto whom = std::make_shared<std::string>();
    auto& command = add_command(
        program,
        {"export-person", "Everything that is kept of a person, as JSON", export_person_examples},
        [&program, whom] { return export_one(program.config(), *whom); });
    command.add_option("PERSON", *whom, "Whose")->type_name("ID|E-MAIL")->required();
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
