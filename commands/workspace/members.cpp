#include "commands/workspace/members.hpp"

#include <algorithm>

namespace atelier::commands {

std::expected<UserId, Rejection> find_person(PersonReference const& reference, Scene const& scene,
                                             Context const& context) {
    if (reference.email.has_value() == reference.user.has_value()) {
        return std::unexpected(invalid(reference.email ? "user" : "email",
                                       "and `user`: exactly one of them names the person"));
    }
    auto user = reference.user.value_or(UserId{});
    if (reference.email) {
        auto const owner = scene.claim_owner("email", context.email_index(reference.email->value));
        auto const stream = owner ? StreamId::from_text(*owner) : std::nullopt;
        if (!stream) return std::unexpected(no_such_account("email"));
        user = UserId{stream->id};
    }
    if (!scene.user(user).exists) return std::unexpected(no_such_account(reference.path()));
    return user;
}

bool is_last_owner(workspace::State const& workspace, UserId user) {
    auto const owners = std::ranges::count(workspace.members, WorkspaceRole::owner,
                                           [](auto const& member) { return member.second; });
    return workspace.role_of(user) == WorkspaceRole::owner && owners == 1;
}

}  // namespace atelier::commands
