#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct CreateWorkspace {
    WorkspaceId workspace;
    Text<1, 100> name;
    std::optional<std::string> slug;  ///< made of the name when absent
    std::optional<Text<0, 2'000>> description{};
};
ATELIER_COMMAND(CreateWorkspace, signed_in, workspace, name, slug, description)

Decision decide(CreateWorkspace const& command, Scene const& scene, Context const& context);

/// Lower-case letters and digits of ASCII, other runs become one hyphen: `Harbour & Sons` is
/// `harbour-sons`.
std::string slug_of(std::string_view name);

/// What makes a slug that was asked for unacceptable.
std::optional<std::string> slug_problem(std::string_view slug);

}  // namespace atelier::commands
