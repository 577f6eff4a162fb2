#include "commands/project/create_project.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

constexpr std::size_t longest_key = 10;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

bool is_project_key(std::string_view key) {
    return key.size() >= 2 && key.size() <= longest_key && is_capital(key.front()) &&
           std::ranges::all_of(key, [](char c) { return is_capital(c) || (c >= '0' && c <= '9'); });
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
    auto candidate = key;
    // Every look-up is a round trip: after ten it goes on in greater steps.
    for (int number = 2; scene.claim_owner(scope, candidate);
         number = number < 10 ? number + 1 : number * 2) {
        candidate = key + std::to_string(number);
    }
    return candidate;
}

Decision decide(CreateProject const& command, Scene const& scene, Context const& context) {
    if (scene.project(command.project).exists) return Decided{};
    if (command.key && !is_project_key(*command.key)) {
        return std::unexpected(
            invalid("key", "must be 2 to 10 capital letters and digits, a letter first"));
    }
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
    decided.take(project_key_scope(command.workspace), key, stream,
                 command.key ? std::optional{project_key_taken(key)} : std::nullopt);
    return decided;
}

}  // namespace atelier::commands
