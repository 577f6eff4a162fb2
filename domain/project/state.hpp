#pragma once

#include <map>

#include "domain/project/events.hpp"

namespace atelier::project {

/// One column of the workflow.
struct WorkflowStatus {
    StatusId id;
    std::string name;
    StatusCategory category;
    std::optional<std::string> colour;      ///< `#rrggbb`
    std::optional<std::int64_t> wip_limit;  ///< more cards than that are a warning on the board
    bool operator==(WorkflowStatus const&) const = default;
};
BOOST_DESCRIBE_STRUCT(WorkflowStatus, (), (id, name, category, colour, wip_limit))

/// Whether what is in the status is done; a status that is not there is not.
bool is_done(StatusId status, std::vector<WorkflowStatus> const& workflow);

struct Member {
    ProjectRole role;
    std::int64_t membership;  ///< in the workspace, that the role belongs to
};

struct State {
    bool exists = false;
    bool archived = false;
    bool deleted = false;
    WorkspaceId workspace;
    std::string key;
    std::string name;
    std::string description;
    Lifecycle status = Lifecycle::planning;
    Priority priority = Priority::medium;
    std::optional<Date> start_date;
    std::optional<Date> end_date;
    std::vector<WorkflowStatus> statuses;  ///< in the order of the board
    std::vector<Label> labels;
    std::map<UserId, Member> members;  ///< some may have left the workspace

    WorkflowStatus const* find_status(StatusId id) const;
    Label const* find_label(LabelId id) const;
    /// Those of a task's labels that have not been deleted.
    std::vector<LabelId> known(std::vector<LabelId> of_task) const;
    /// The role of a member of the workspace, whose present membership is the given one.
    std::optional<ProjectRole> role_of(UserId user, std::int64_t membership) const;
};

/// What an event says of a member that can be absent.
template <class T>
void change(std::optional<T>& member, Patch<T> const& patch) {
    if (!patch.is_kept()) member = patch.is_set() ? std::optional{patch.value} : std::nullopt;
}

// How a list of statuses or labels changes: of the state and of read models alike.
void apply(std::vector<WorkflowStatus>& statuses, StatusCreated const& event);
void apply(std::vector<WorkflowStatus>& statuses, StatusEdited const& event);
void apply(std::vector<WorkflowStatus>& statuses, StatusMoved const& event);
void apply(std::vector<WorkflowStatus>& statuses, StatusDeleted const& event);
void apply(std::vector<Label>& labels, LabelCreated const& event);
void apply(std::vector<Label>& labels, LabelEdited const& event);
void apply(std::vector<Label>& labels, LabelDeleted const& event);
std::vector<WorkflowStatus> workflow_of(std::vector<Status> const& statuses);

State evolve(State state, ProjectCreated const& event);
State evolve(State state, ProjectEdited const& event);
State evolve(State state, ProjectStatusChanged const& event);
State evolve(State state, ProjectArchived const& event);
State evolve(State state, ProjectUnarchived const& event);
State evolve(State state, ProjectDeleted const& event);
State evolve(State state, ProjectRestored const& event);
State evolve(State state, ProjectMemberAdded const& event);
State evolve(State state, ProjectMemberRoleChanged const& event);
State evolve(State state, ProjectMemberRemoved const& event);
State evolve(State state, StatusCreated const& event);
State evolve(State state, StatusEdited const& event);
State evolve(State state, StatusMoved const& event);
State evolve(State state, StatusDeleted const& event);
State evolve(State state, LabelCreated const& event);
State evolve(State state, LabelEdited const& event);
State evolve(State state, LabelDeleted const& event);

}  // namespace atelier::project
