#pragma once

#include <boost/describe.hpp>
#include <string>

#include "domain/access/roles.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::projections::directory {

// The entities of the topic `me`.

struct PersonEntity {
    UserId id;
    std::string email;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonEntity, (), (id, email, name))

struct MembershipEntity {
    WorkspaceId id;
    std::string name;
    std::string slug;
    WorkspaceRole role;
};
BOOST_DESCRIBE_STRUCT(MembershipEntity, (), (id, name, slug, role))

/// One runs at most in a workspace, whose id is the entity's.
struct RunningTimerEntity {
    WorkspaceId workspace;
    TaskId task;
    std::string note;
    Timestamp started_at;
};
BOOST_DESCRIBE_STRUCT(RunningTimerEntity, (), (workspace, task, note, started_at))

}  // namespace atelier::projections::directory
