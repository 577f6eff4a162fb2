#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "api/person/erasure.hpp"
#include "commands/user/erase_person.hpp"
#include "schemas/sql.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/describe_event.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/find_things.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

using api::ErasurePlan;
using eventstore::Connection;

constexpr auto erase_person_examples =
    "atelier erase-person mara@harbour.example --dry-run\n"
    "atelier erase-person mara@harbour.example\n"
    "atelier erase-person 0199aaaa-0000-7000-8000-000000000000 --yes --hand-over\n"
    "atelier erase-person --list > erased.txt\n"
    "xargs atelier erase-person --yes --hand-over < erased.txt\n"
    "\n"
    "The person's key is destroyed: their name, their e-mail address and where their requests "
    "came\n"
    "from can never be read again, in the log, in Kafka or in a backup made from now on. Titles,\n"
    "descriptions and notes that they wrote stay, without a name (docs/PRIVACY.md).\n"
    "A backup made before still has the key: keep what --list says beside your backups, and erase\n"
    "those people again after a restore.";

struct EraseFlags {
    std::vector<std::string> people;
    bool yes = false;
    bool dry_run = false;
    bool hand_over = false;
    bool list = false;
};

using IsOne = bool (*)(ErasurePlan const&, ErasurePlan::Place const&);

std::string names_of(ErasurePlan const& plan, IsOne is_one) {
    std::string names;
    for (auto const& place : plan.places) {
        if (!is_one(plan, place)) continue;
        names += (names.empty() ? "" : ", ") + on_one_line(place.workspace.name) + " (" +
                 place.workspace.slug + ")";
    }
    return names;
}

bool is_shared(ErasurePlan const&, ErasurePlan::Place const& place) { return !place.is_alone; }
bool is_alone(ErasurePlan const&, ErasurePlan::Place const& place) { return place.is_alone; }
bool needs_owner(ErasurePlan const& plan, ErasurePlan::Place const& place) {
    return commands::needs_owner(place.workspace, plan.user);
}

void print_plan(ErasurePlan const& plan, bool hand_over) {
    if (plan.is_erased) {
        return print_line(fmt::format("{} was erased before", to_text(plan.user)));
    }
    print_line(fmt::format("{} <{}>, {}", on_one_line(plan.name), on_one_line(plan.email),
                           to_text(plan.user)));
    auto const left = names_of(plan, &is_shared);
    print_line("  leaves           " + (left.empty() ? "no workspace that others are in" : left));
    if (auto const orphans = names_of(plan, &needs_owner); !orphans.empty()) {
        print_line("  is last owner of " + orphans +
                   (hand_over ? ": the member with the highest role becomes it"
                              : ": refused, unless --hand-over is said"));
    }
    if (auto const deleted = names_of(plan, &is_alone); !deleted.empty())
        print_line("  takes along      " + deleted + ", which nobody else is in");
    print_line(fmt::format("  is signed out    of {} session{}", plan.sessions.size(),
                           plan.sessions.size() == 1 ? "" : "s"));
    print_line("  becomes          [erased], everywhere; the e-mail address can register anew");
}

/// True when whoever sits at the terminal types the word.
bool may_erase(EraseFlags const& flags, std::size_t people) {
    if (flags.yes) return true;
    if (!can_ask()) {
        throw CommandFailed(ExitCode::usage,
                            "There is no terminal to ask: say --yes to erase, or --dry-run to see "
                            "what would be erased.");
    }
    auto const whom =
        people == 1 ? std::string{"this person"} : fmt::format("these {} people", people);
    return is_confirmed(fmt::format("To erase {} cannot be undone.", whom), "erase");
}

void erase_one(commands::Engine& engine, Connection& connection, ErasurePlan const& plan,
               bool hand_over) {
    auto const outcome = api::erase(engine, connection, plan, {}, hand_over);
    if (auto const* no = std::get_if<commands::Rejection>(&outcome)) {
        throw CommandFailed(ExitCode::refused,
                            fmt::format("{} is not erased. {} Or say --hand-over: then of those "
                                        "who stay the one with the highest role gets it.",
                                        on_one_line(plan.name), no->message));
    }
    auto const* done = std::get_if<commands::Done>(&outcome);
    if (!done) {
        throw CommandFailed(ExitCode::unavailable,
                            "The database is away; nothing is lost, run it again.");
    }
    if (plan.is_erased) return;  // said so already
    print_line(fmt::format("erased: {}, at position {}", to_text(plan.user), done->position));
    if (connection.run(sql::person_read_position).integer(0, 0) < done->position) {
        flush_output();
        fmt::print(stderr, "Read models follow where `atelier serve` runs.\n");
    }
}

/// An id that this log does not have is no mistake: the backup may be older than the account.
std::vector<ErasurePlan> plans_of(commands::Engine& engine, Connection& connection,
                                  crypto::MasterKey const& key, EraseFlags const& flags) {
    std::vector<ErasurePlan> plans;
    for (auto const& text : flags.people) {
        auto const id = UserId::from_text(text);
        auto const user = id ? *id : find_person(connection, key, text);
        if (auto plan = api::plan_erasure(engine, connection, user)) {
            plans.push_back(std::move(*plan));
        } else {
            print_line(fmt::format("{} is nobody in this log: nothing to erase", text));
        }
    }
    return plans;
}

int list_erased(ReadyDatabase const& database) {
    Connection connection{database.service_url};
    auto const rows = connection.run(sql::person_list_erased);
    for (std::size_t row = 0; row < rows.size(); ++row) print_line(rows.text(row, 0));
    return 0;
}

int erase_people(Config const& config, EraseFlags const& flags) {
    if (flags.list != flags.people.empty()) {
        throw CommandFailed(ExitCode::usage,
                            "Say whom to erase, by id or e-mail address, or "
                            "--list for those who were.");
    }
    auto const database = open_database(config);
    if (flags.list) return list_erased(database);
    commands::Engine::Options options;
    options.database_url = database.service_url;
    options.database_threads = 2;
    commands::Engine engine{std::move(options), database.key()};
    Connection connection{database.service_url};
    auto const plans = plans_of(engine, connection, database.key(), flags);
    for (auto const& plan : plans) print_plan(plan, flags.hand_over);
    if (flags.dry_run) {
        print_line("nothing was done (--dry-run)");
        return 0;
    }
    if (plans.empty()) return 0;
    if (!may_erase(flags, plans.size())) {
        throw CommandFailed(ExitCode::refused, "Not confirmed: nothing was done.");
    }
    for (auto const& plan : plans) erase_one(engine, connection, plan, flags.hand_over);
    return 0;
}

}  // namespace

void add_erase_person(CommandLine& program) {
    auto flags = std::make_shared<EraseFlags>();
    auto& command =
        add_command(program,
                    {"erase-person", "Erase people for ever: their key, name, address and sessions",
                     erase_person_examples},
                    [&program, flags] { return erase_people(program.config(), *flags); });
    command.add_option("PERSON", flags->people, "Whom")->type_name("ID|E-MAIL");
    command.add_flag("--dry-run", flags->dry_run, "Say what would be erased, erase nothing");
    command.add_flag("--yes", flags->yes, "Do not ask");
    command.add_flag("--hand-over", flags->hand_over,
                     "Workspaces whose last owner goes get another one");
    command.add_flag("--list", flags->list, "The ids of everybody who was ever erased");
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
