#include "commands/workspace/create_workspace.hpp"

namespace atelier::commands {
namespace {

constexpr std::size_t longest_slug = 48;

}  // namespace

std::string slug_of(std::string_view name) {
    std::string slug;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        bool const kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept) {
            slug += c;
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
        if (slug.size() == longest_slug) break;
    }
    while (!slug.empty() && slug.back() == '-') slug.pop_back();
    return slug;
}

std::optional<std::string> slug_problem(std::string_view slug) {
    if (!slug.empty() && slug.size() <= longest_slug && slug_of(slug) == slug) return std::nullopt;
    return "must be 1 to 48 lower-case letters, digits and single hyphens between them";
}

Decision decide(CreateWorkspace const& command, Scene const& scene, Context const& context) {
    if (scene.workspace(command.workspace).exists) return Decided{};
    auto slug = command.slug.value_or(slug_of(command.name.value));
    if (auto problem = command.slug ? slug_problem(slug) : std::nullopt) {
        return std::unexpected(invalid("slug", std::move(*problem)));
    }
    // A name without a Latin letter, or a derived slug that is taken, gets one that cannot be.
    bool const taken =
        !command.slug && !slug.empty() && scene.claim_owner("slug", slug).has_value();
    if (slug.empty() || taken) {
        slug = slug.substr(0, longest_slug - 9) + (slug.empty() ? "w-" : "-") +
               to_text(context.command).substr(28);
    }
    auto const stream = stream_of(command.workspace);
    Decided decided;
    decided.add(stream, workspace::WorkspaceCreated{command.name.value, slug, context.signed_in()});
    if (command.description && !command.description->value.empty()) {
        decided.add(stream, workspace::WorkspaceEdited{{}, {}, command.description->value});
    }
    decided.take("slug", slug, stream,
                 command.slug ? std::optional{slug_taken(slug)} : std::nullopt);
    return decided;
}

}  // namespace atelier::commands
