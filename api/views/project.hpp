#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "domain/project/events.hpp"

namespace atelier::api {

struct ProjectView {
    ProjectId id;
    WorkspaceId workspace;
    std::string key;
    std::string name;
    std::string description;
    std::vector<project::Status> statuses;  ///< in the order of the board
    std::vector<project::Label> labels;
};
BOOST_DESCRIBE_STRUCT(ProjectView, (), (id, workspace, key, name, description, statuses, labels))

struct ProjectSummaryView {
    ProjectId id;
    std::string key;
    std::string name;
    std::string description;
};
BOOST_DESCRIBE_STRUCT(ProjectSummaryView, (), (id, key, name, description))

}  // namespace atelier::api
