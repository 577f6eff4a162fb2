#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/keys/key_ring.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/names.hpp"

namespace atelier::tools {

/// What things were like as of a position of the log, with names as they were then: what
/// `replay --as-of` prints, and its JSON.
struct NamedThing {
    std::string id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedThing, (), (id, name))

struct NamedMember {
    UserId id;
    std::string name;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(NamedMember, (), (id, name, role))

struct PastTask {
    TaskId id;
    std::string key;
    std::string title;
    NamedThing project;
    NamedThing status;
    std::string priority;
    std::string type;
    std::vector<NamedThing> assignees;
    std::vector<NamedThing> labels;
    std::optional<DateOrTime> start;
    std::optional<DateOrTime> due;
    std::optional<std::int64_t> estimate_seconds;
    bool archived = false;
    bool deleted = false;
    std::string description;
};
BOOST_DESCRIBE_STRUCT(PastTask, (),
                      (id, key, title, project, status, priority, type, assignees, labels, start,
                       due, estimate_seconds, archived, deleted, description))

struct PastColumn {
    NamedThing status;
    std::string category;
    std::optional<std::int64_t> wip_limit;
    std::vector<PastTask> tasks;  ///< in the order of the board, without archived and deleted ones
};
BOOST_DESCRIBE_STRUCT(PastColumn, (), (status, category, wip_limit, tasks))

struct PastProject {
    ProjectId id;
    std::string key;
    std::string name;
    NamedThing workspace;
    std::string status;
    std::string priority;
    std::optional<Date> start_date;
    std::optional<Date> end_date;
    bool archived = false;
    bool deleted = false;
    std::string description;
    std::vector<NamedMember> members;
    std::vector<PastColumn> board;
};
BOOST_DESCRIBE_STRUCT(PastProject, (),
                      (id, key, name, workspace, status, priority, start_date, end_date, archived,
                       deleted, description, members, board))

struct PastProjectOfWorkspace {
    ProjectId id;
    std::string key;
    std::string name;
    std::string status;
    bool archived = false;
    bool deleted = false;
};
BOOST_DESCRIBE_STRUCT(PastProjectOfWorkspace, (), (id, key, name, status, archived, deleted))

struct PastWorkspace {
    WorkspaceId id;
    std::string slug;
    std::string name;
    bool deleted = false;
    std::string description;
    std::vector<NamedMember> members;
    std::vector<PastProjectOfWorkspace> projects;
};
BOOST_DESCRIBE_STRUCT(PastWorkspace, (), (id, slug, name, deleted, description, members, projects))

/// The past, folded from the log. Each throws CommandFailed (refused) when the thing was not there
/// yet, and DatabaseError.
class Past {
public:
    Past(eventstore::Connection& connection, eventstore::KeyRing& keys,
         eventstore::Position position);

    PastTask task(TaskId id);
    PastProject project(ProjectId id);
    PastWorkspace workspace(WorkspaceId id);

private:
    PastTask named(TaskId id, task::State const& state);
    std::vector<PastColumn> board(ProjectId id, project::State const& state);
    std::vector<StreamId> numbered(std::string const& scope);
    CommandFailed not_there(StreamId stream);

    eventstore::Connection& connection_;
    eventstore::Position position_;
    Names names_;
    NameLookup lookup_;
};

}  // namespace atelier::tools
