#include "tools/atelier/replay_filter.hpp"

#include <algorithm>

namespace atelier::tools {
namespace {

bool is_about(eventstore::RecordedEvent const& event, UserId person) {
    auto const is_person = [person](UserId id) { return id == person; };
    if (event.stream == stream_of(person)) return true;
    return std::visit(
        Overloaded{
            [&](session::SessionStarted const& one) { return is_person(one.user); },
            [&](workspace::WorkspaceCreated const& one) { return is_person(one.owner); },
            [&](workspace::MemberAdded const& one) { return is_person(one.user); },
            [&](workspace::MemberRoleChanged const& one) { return is_person(one.user); },
            [&](workspace::MemberRemoved const& one) { return is_person(one.user); },
            [&](project::ProjectMemberAdded const& one) { return is_person(one.user); },
            [&](project::ProjectMemberRoleChanged const& one) { return is_person(one.user); },
            [&](project::ProjectMemberRemoved const& one) { return is_person(one.user); },
            [&](timer::TimerStarted const& one) { return is_person(one.user); },
            [&](timer::TimeBooked const& one) { return is_person(one.user); },
            [&](time_entry::TimeEntryAdded const& one) { return is_person(one.user); },
            [&](task::TaskCreated const& one) {
                return std::ranges::any_of(one.assignees, is_person);
            },
            [&](task::TaskEdited const& one) {
                return one.assignees && std::ranges::any_of(*one.assignees, is_person);
            },
            [](auto const&) { return false; },
        },
        event.event);
}

}  // namespace

bool ReplayFilter::may_match(eventstore::RawEvent const& raw) const {
    if (raw.position < from || raw.position > to) return false;
    if (workspace && raw.workspace != *workspace) return false;
    if (stream && raw.stream != *stream) return false;
    if (!types.empty() && !types.contains(raw.type)) return false;
    // Nothing is recorded before it happened.
    return !since || raw.recorded_at >= *since;
}

bool ReplayFilter::matches(eventstore::RecordedEvent const& event) const {
    if (since && event.occurred_at() < *since) return false;
    if (until && event.occurred_at() >= *until) return false;
    if (correlation && event.metadata.correlation_id != *correlation) return false;
    if (!person) return true;
    return event.metadata.actor == person || is_about(event, *person);
}

}  // namespace atelier::tools
