#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "domain/project/state.hpp"

namespace atelier::api {

struct ProjectView {
    ProjectId id;
    WorkspaceId workspace;
    std::string key;
    std::string name;
    std::string description;
    std::optional<UserId> lead;  ///< whose role in the project is LEAD
    project::Lifecycle status;
    project::Priority priority;
    std::optional<Date> start_date;
    std::optional<Date> end_date;
    bool archived;  ///< then everything in it refuses changes
    bool deleted;
    std::vector<project::WorkflowStatus> statuses;  ///< in the order of the board
    std::vector<project::Label> labels;
};
BOOST_DESCRIBE_STRUCT(ProjectView, (),
                      (id, workspace, key, name, description, lead, status, priority, start_date,
                       end_date, archived, deleted, statuses, labels))

struct ProjectSummaryView {
    ProjectId id;
    std::string key;
    std::string name;
    std::string description;
    std::optional<UserId> lead;
    project::Lifecycle status;
    project::Priority priority;
    std::optional<Date> start_date;
    std::optional<Date> end_date;
    bool archived;
};
BOOST_DESCRIBE_STRUCT(ProjectSummaryView, (),
                      (id, key, name, description, lead, status, priority, start_date, end_date,
                       archived))

struct ProjectMemberView {
    UserId user;
    std::string name;
    std::string email;
    ProjectRole role;
};
BOOST_DESCRIBE_STRUCT(ProjectMemberView, (), (user, name, email, role))

/// A role in a project as a command leaves it.
struct ProjectRoleView {
    UserId user;
    std::optional<ProjectRole> role;  ///< absent: none, the one in the workspace counts
};
BOOST_DESCRIBE_STRUCT(ProjectRoleView, (), (user, role))

struct LabelsView {
    std::vector<project::Label> labels;
};
BOOST_DESCRIBE_STRUCT(LabelsView, (), (labels))

struct WorkflowView {
    std::vector<project::WorkflowStatus> statuses;  ///< in the order of the board
};
BOOST_DESCRIBE_STRUCT(WorkflowView, (), (statuses))

}  // namespace atelier::api
