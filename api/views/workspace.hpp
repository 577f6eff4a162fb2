#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "domain/access/roles.hpp"
#include "domain/id.hpp"

namespace atelier::api {

struct WorkspaceView {
    WorkspaceId id;
    std::string name;
    std::string slug;
    std::string description;
    WorkspaceRole role;  ///< of the caller
    bool deleted;
};
BOOST_DESCRIBE_STRUCT(WorkspaceView, (), (id, name, slug, description, role, deleted))

struct MemberView {
    UserId user;
    std::string name;
    std::string email;
    WorkspaceRole role;
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (user, name, email, role))

/// A membership as a command leaves it.
struct MembershipView {
    UserId user;
    std::optional<WorkspaceRole> role;  ///< absent: no member
};
BOOST_DESCRIBE_STRUCT(MembershipView, (), (user, role))

}  // namespace atelier::api
