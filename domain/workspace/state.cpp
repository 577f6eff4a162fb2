#include "domain/workspace/state.hpp"

namespace atelier::workspace {

std::optional<WorkspaceRole> State::role_of(UserId user) const {
    auto const member = members.find(user);
    if (member == members.end()) return std::nullopt;
    return member->second;
}

State evolve(State state, WorkspaceCreated const& event) {
    state.exists = true;
    state.name = event.name;
    state.slug = event.slug;
    state.members[event.owner] = WorkspaceRole::owner;
    return state;
}

State evolve(State state, MemberAdded const& event) {
    state.members[event.user] = event.role;
    return state;
}

State evolve(State state, MemberRemoved const& event) {
    state.members.erase(event.user);
    return state;
}

}  // namespace atelier::workspace
