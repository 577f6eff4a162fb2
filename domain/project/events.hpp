#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/event.hpp"
#include "domain/id.hpp"

namespace atelier::project {

// Stored for ever: see the warning in domain/event.hpp.

BOOST_DEFINE_ENUM_CLASS(StatusCategory, todo, doing, done)

/// One column of the workflow.
struct Status {
    StatusId id;
    std::string name;
    StatusCategory category;
};
BOOST_DESCRIBE_STRUCT(Status, (), (id, name, category))

struct Label {
    LabelId id;
    std::string name;
    std::string colour;  ///< `#rrggbb`
};
BOOST_DESCRIBE_STRUCT(Label, (), (id, name, colour))

/// Where imported things come from.
struct Source {
    std::string system;  ///< such as `trello`
    std::string id;      ///< the id there
};
BOOST_DESCRIBE_STRUCT(Source, (), (system, id))

struct ProjectCreated {
    WorkspaceId workspace;
    std::string key;  ///< the front of task keys: `ATL`
    std::string name;
    std::string description;
    std::vector<Status> statuses;  ///< in the order of the board
    std::vector<Label> labels;
    std::optional<Source> imported_from;
};
ATELIER_EVENT(ProjectCreated, 1, workspace, key, name, description, statuses, labels, imported_from)

using Events = std::variant<ProjectCreated>;

}  // namespace atelier::project
