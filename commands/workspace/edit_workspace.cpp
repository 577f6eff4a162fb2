#include "commands/workspace/edit_workspace.hpp"

#include "commands/core/patch.hpp"
#include "commands/workspace/create_workspace.hpp"

namespace atelier::commands {

Decision decide(EditWorkspace const& command, Scene const& scene, Context const&) {
    auto const& workspace = scene.workspace(command.workspace);
    std::optional<Rejection> problems;
    refuse_clearing(problems, "name", command.name);
    refuse_clearing(problems, "slug", command.slug);
    if (auto problem = command.slug.is_set() ? slug_problem(command.slug.value) : std::nullopt) {
        add_problem(problems, "slug", std::move(*problem));
    }
    if (problems) return std::unexpected(std::move(*problems));
    workspace::WorkspaceEdited const edited{changed(command.name, workspace.name),
                                            changed(command.slug, workspace.slug),
                                            changed(command.description, workspace.description)};
    if (!edited.name && !edited.slug && !edited.description) return Decided{};
    auto const stream = stream_of(command.workspace);
    Decided decided;
    decided.add(stream, edited);
    if (edited.slug) {
        decided.give_back("slug", workspace.slug);
        decided.take("slug", *edited.slug, stream, slug_taken(*edited.slug));
    }
    return decided;
}

}  // namespace atelier::commands
