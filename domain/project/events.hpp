#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/access/roles.hpp"
#include "domain/event.hpp"
#include "domain/id.hpp"
#include "domain/text.hpp"
#include "domain/time.hpp"

namespace atelier::project {

// Stored for ever: see the warning in domain/event.hpp.

BOOST_DEFINE_ENUM_CLASS(StatusCategory, todo, doing, done)
BOOST_DEFINE_ENUM_CLASS(Priority, low, medium, high, urgent)

/// Where a project is in its life; it begins as planning.
BOOST_DEFINE_ENUM_CLASS(Lifecycle, planning, active, on_hold, completed, cancelled)

/// One column of the workflow that a project begins with.
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

/// Only what changed is there.
struct ProjectEdited {
    std::optional<std::string> name;
    std::optional<std::string> key;
    std::optional<std::string> description;
    std::optional<Priority> priority;
    Patch<Date> start_date;
    Patch<Date> end_date;
};
ATELIER_EVENT(ProjectEdited, 1, name, key, description, priority, start_date, end_date)

struct ProjectStatusChanged {
    Lifecycle status;
};
ATELIER_EVENT(ProjectStatusChanged, 1, status)

struct ProjectArchived {};
ATELIER_EVENT(ProjectArchived, 1)

struct ProjectUnarchived {};
ATELIER_EVENT(ProjectUnarchived, 1)

struct ProjectDeleted {};
ATELIER_EVENT(ProjectDeleted, 1)

struct ProjectRestored {};
ATELIER_EVENT(ProjectRestored, 1)

struct ProjectMemberAdded {
    UserId user;
    ProjectRole role;
    std::int64_t membership;  ///< of the person in the workspace: the role ends with it
};
ATELIER_EVENT(ProjectMemberAdded, 1, user, role, membership)

struct ProjectMemberRoleChanged {
    UserId user;
    ProjectRole role;
};
ATELIER_EVENT(ProjectMemberRoleChanged, 1, user, role)

struct ProjectMemberRemoved {
    UserId user;
};
ATELIER_EVENT(ProjectMemberRemoved, 1, user)

/// A new column of the workflow, right of the others.
struct StatusCreated {
    StatusId status;
    std::string name;
    StatusCategory category;
    std::optional<std::string> colour;
    std::optional<std::int64_t> wip_limit;
};
ATELIER_EVENT(StatusCreated, 1, status, name, category, colour, wip_limit)

/// Only what changed is there.
struct StatusEdited {
    StatusId status;
    std::optional<std::string> name;
    std::optional<StatusCategory> category;
    Patch<std::string> colour;
    Patch<std::int64_t> wip_limit;
};
ATELIER_EVENT(StatusEdited, 1, status, name, category, colour, wip_limit)

struct StatusMoved {
    StatusId status;
    std::optional<StatusId> before;  ///< absent: to the end
};
ATELIER_EVENT(StatusMoved, 1, status, before)

/// Tasks that were in it have been moved by events of their own before.
struct StatusDeleted {
    StatusId status;
};
ATELIER_EVENT(StatusDeleted, 1, status)

struct LabelCreated {
    LabelId label;
    std::string name;
    std::string colour;
};
ATELIER_EVENT(LabelCreated, 1, label, name, colour)

/// Only what changed is there.
struct LabelEdited {
    LabelId label;
    std::optional<std::string> name;
    std::optional<std::string> colour;
};
ATELIER_EVENT(LabelEdited, 1, label, name, colour)

/// Takes it off every task of the project, without events of theirs.
struct LabelDeleted {
    LabelId label;
};
ATELIER_EVENT(LabelDeleted, 1, label)

using Events =
    std::variant<ProjectCreated, ProjectEdited, ProjectStatusChanged, ProjectArchived,
                 ProjectUnarchived, ProjectDeleted, ProjectRestored, ProjectMemberAdded,
                 ProjectMemberRoleChanged, ProjectMemberRemoved, StatusCreated, StatusEdited,
                 StatusMoved, StatusDeleted, LabelCreated, LabelEdited, LabelDeleted>;

}  // namespace atelier::project
