#pragma once

#include <vector>

#include "commands/core/command.hpp"

namespace atelier::commands {

/// The claims under which everybody who was erased stands, by id: what a restored database is put
/// right by.
inline constexpr auto erased_people_scope = "erased_people";

/// A person goes for ever: their memberships and sessions end, their address is free again, a
/// workspace that nobody else is in is deleted with them. Their key, their password and what
/// sessions keep are secrets beside the log, which the append overwrites. What is theirs is looked
/// up before (api/person/erasure.hpp); what is not, or not any more, is passed over.
struct ErasePerson {
    UserId user;
    std::vector<WorkspaceId> workspaces;
    std::vector<SessionId> sessions;
    std::optional<std::string> email_claim;  ///< `Context::email_index` of their address
    /// What they are the last owner of gets another one, the highest of those who stay; else that
    /// is refused.
    bool hands_over = false;
};
ATELIER_COMMAND(ErasePerson, own, user, workspaces, sessions, email_claim, hands_over)

/// Whether others are in the workspace, and would have no owner without the person.
bool needs_owner(workspace::State const& workspace, UserId user);

Decision decide(ErasePerson const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
