#pragma once

#include "projections/activity/entities.hpp"

namespace atelier::api {

/// One event of a workspace with everything that is known of how it came about.
struct AuditView {
    EventId id;
    std::int64_t position;
    std::string type;
    std::string command;
    std::optional<projections::activity::NamedPerson> actor;  ///< absent: the system itself
    Timestamp occurred_at;
    Timestamp recorded_at;
    std::optional<std::string> address;  ///< `[erased]` with the person
    std::optional<std::string> user_agent;
    std::optional<projections::activity::NamedProject> project;
    std::optional<projections::activity::NamedTask> task;
    std::optional<projections::activity::NamedPerson> person;
    std::optional<EventId> undoes;  ///< the event that this one takes back
    std::vector<projections::activity::ChangeEntity> changes;
};
BOOST_DESCRIBE_STRUCT(AuditView, (),
                      (id, position, type, command, actor, occurred_at, recorded_at, address,
                       user_agent, project, task, person, undoes, changes))

}  // namespace atelier::api
