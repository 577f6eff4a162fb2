#include "commands/project/create_project.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

constexpr std::size_t longest_key = 10;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

Patch<Date> set_if(std::optional<Date> date) {
    return date ? Patch<Date>{Patch<Date>::Kind::set, *date} : Patch<Date>{};
}

}  // namespace

bool is_project_key(std::string_view key) {
    return key.size() >= 2 && key.size() <= longest_key && is_capital(key.front()) &&
           std::ranges::all_of(key, [](char c) { return is_capital(c) || (c >= '0' && c <= '9'); });
}

void check_key(std::optional<Rejection>& problems, std::string_view key) {
    if (is_project_key(key)) return;
    add_problem(problems, "key", "must be 2 to 10 capital letters and digits, a letter first");
}

void check_dates(std::optional<Rejection>& problems, std::optional<Date> start,
                 std::optional<Date> end) {
    if (start && end && *end < *start) {
        add_problem(problems, "end_date", "must not be before start_date");
    }
}

std::string project_key_of(std::string_view name) {
    std::string key;
    for (char c : name) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (is_capital(c) && key.size() < 4) key += c;
    }
    return key.size() < 2 ? "PRJ" : key;
}

std::string project_key_scope(WorkspaceId workspace) { return "project_key:" + to_text(workspace); }

std::string free_project_key(Scene const& scene, WorkspaceId workspace, std::string const& key) {
    auto const scope = project_key_scope(workspace);
    if (!scene.claim_owner(scope, key)) return key;
    auto const is_taken = [&](int number) {
        return scene.claim_owner(scope, key + std::to_string(number)).has_value();
    };
    // Every look-up is a round trip: in greater and greater steps up, then back in between.
    int taken = 1;
    int free = 2;
    for (; is_taken(free); free *= 2) taken = free;
    while (free - taken > 1) {
        int const middle = taken + (free - taken) / 2;
        (is_taken(middle) ? taken : free) = middle;
    }
    return key + std::to_string(free);
}

Decision decide(CreateProject const& command, Scene const& scene, Context const& context) {
    if (scene.project(command.project).exists) return Decided{};
    auto const& workspace = scene.workspace(command.workspace);
    std::optional<Rejection> problems;
    if (command.key) check_key(problems, *command.key);
    if (command.lead && !workspace.role_of(*command.lead)) {
        add_problem(problems, "lead", "is no member of the workspace");
    }
    check_dates(problems, command.start_date, command.end_date);
    if (problems) return std::unexpected(std::move(*problems));
    auto const key = command.key ? *command.key
                                 : free_project_key(scene, command.workspace,
                                                    project_key_of(command.name.value));
    project::ProjectCreated created{command.workspace, key, command.name.value, {}, {}, {}, {}};
    if (command.description) created.description = command.description->value;
    using enum project::StatusCategory;
    created.statuses = {{context.new_id<StatusId>(1), "To do", todo},
                        {context.new_id<StatusId>(2), "In progress", doing},
                        {context.new_id<StatusId>(3), "In review", doing},
                        {context.new_id<StatusId>(4), "Done", done}};
    auto const stream = stream_of(command.project);
    Decided decided;
    decided.add(stream, std::move(created));
    if (command.priority || command.start_date || command.end_date) {
        decided.add(stream, project::ProjectEdited{{},
                                                   {},
                                                   {},
                                                   command.priority,
                                                   set_if(command.start_date),
                                                   set_if(command.end_date)});
    }
    if (command.lead) {
        decided.add(stream, project::ProjectMemberAdded{*command.lead, ProjectRole::lead,
                                                        workspace.membership_of(*command.lead)});
    }
    decided.take(project_key_scope(command.workspace), key, stream,
                 command.key ? std::optional{project_key_taken(key)} : std::nullopt);
    return decided;
}

}  // namespace atelier::commands
