#include "domain/workspace/state.hpp"

namespace atelier::workspace {
namespace {

void join(State& state, UserId user, WorkspaceRole role) {
    // Added again while a member: the old form of a change of roles.
    if (!state.members.contains(user)) ++state.joins[user];
    state.members[user] = role;
}

}  // namespace

std::optional<WorkspaceRole> State::role_of(UserId user) const {
    auto const member = members.find(user);
    if (member == members.end()) return std::nullopt;
    return member->second;
}

std::int64_t State::membership_of(UserId user) const {
    auto const join = joins.find(user);
    return join == joins.end() ? 0 : join->second;
}

State evolve(State state, WorkspaceCreated const& event) {
    state.exists = true;
    state.name = event.name;
    state.slug = event.slug;
    join(state, event.owner, WorkspaceRole::owner);
    return state;
}

State evolve(State state, WorkspaceEdited const& event) {
    if (event.name) state.name = *event.name;
    if (event.slug) state.slug = *event.slug;
    if (event.description) state.description = *event.description;
    return state;
}

State evolve(State state, WorkspaceDeleted const&) {
    state.deleted = true;
    return state;
}

State evolve(State state, WorkspaceRestored const&) {
    state.deleted = false;
    return state;
}

State evolve(State state, MemberAdded const& event) {
    join(state, event.user, event.role);
    return state;
}

State evolve(State state, MemberRoleChanged const& event) {
    if (auto const member = state.members.find(event.user); member != state.members.end()) {
        member->second = event.role;
    }
    return state;
}

State evolve(State state, MemberRemoved const& event) {
    state.members.erase(event.user);
    return state;
}

}  // namespace atelier::workspace
