#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/views/user.hpp"
#include "domain/access/roles.hpp"
#include "domain/stream.hpp"
#include "schemas/codec/types.hpp"

namespace atelier::api {

/// What was done with an account that is no more.
struct ErasedView {
    UserId id;
    std::int64_t left_workspaces;
    std::vector<std::string> deleted_workspaces;  ///< by slug: nobody else was in them
    std::int64_t ended_sessions;
};
BOOST_DESCRIBE_STRUCT(ErasedView, (), (id, left_workspaces, deleted_workspaces, ended_sessions))

struct ExportedMembership {
    WorkspaceId workspace;
    std::string name;
    WorkspaceRole role;
};
BOOST_DESCRIBE_STRUCT(ExportedMembership, (), (workspace, name, role))

/// An event of the log that the person did (`by_you`), or that is about them. Of what others did
/// there is no more than that it happened: what they wrote is theirs.
struct ExportedEvent {
    std::int64_t position;
    EventId id;
    std::string type;
    bool by_you;
    Timestamp occurred_at;
    Timestamp recorded_at;
    StreamId about;  ///< the task, project, timer, … that it changed
    std::optional<WorkspaceId> workspace;
    std::optional<std::string> command;
    std::optional<std::string> address;  ///< that the request came from
    std::optional<std::string> user_agent;
    std::optional<codec::RawJson> data;  ///< as stored, with your personal data opened
};
BOOST_DESCRIBE_STRUCT(ExportedEvent, (),
                      (position, id, type, by_you, occurred_at, recorded_at, about, workspace,
                       command, address, user_agent, data))

/// Everything that is kept of a person: themselves, where they are a member, where they are signed
/// in, and every event that they did or that is about them: tasks with their titles and
/// descriptions, time entries, sign-ins with their addresses. One part of it when it is large.
struct ExportView {
    Timestamp made_at;
    std::int64_t as_of;  ///< position of the log
    UserView person;
    std::vector<ExportedMembership> memberships;
    std::vector<SessionView> sessions;  ///< that have not ended
    std::vector<ExportedEvent> events;  ///< in the order in which they happened
    std::optional<std::int64_t>
        next_events_after;  ///< there is more: ask again with `events_after` set to this
};
BOOST_DESCRIBE_STRUCT(ExportView, (),
                      (made_at, as_of, person, memberships, sessions, events, next_events_after))

}  // namespace atelier::api
