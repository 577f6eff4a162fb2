#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Whom a command names, by e-mail address or by id: exactly one of them.
struct PersonReference {
    std::optional<Text<3, 254>> const& email;
    std::optional<UserId> const& user;

    char const* path() const { return email ? "email" : "user"; }
};
std::expected<UserId, Rejection> find_person(PersonReference const& reference, Scene const& scene,
                                             Context const& context);

bool is_last_owner(workspace::State const& workspace, UserId user);

}  // namespace atelier::commands
