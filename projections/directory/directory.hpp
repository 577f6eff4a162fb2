#pragma once

#include "projections/core/projection.hpp"
#include "projections/directory/rows.hpp"
#include "projections/timer/rows.hpp"

namespace atelier::projections::directory {

/// Who there is and who may see what: people, workspaces, their members and their projects. Feeds
/// each person's own topic (`me`): themselves, their workspaces, their running timers.
class Directory final : public Projection {
public:
    explicit Directory(eventstore::KeyRing& keys) : keys_(keys) {}
    std::string_view name() const override { return "directory"; }
    int version() const override { return 5; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override {
        return {&users_, &workspaces_, &members_, &projects_, &project_members_, &timers_};
    }

private:
    using Recorded = eventstore::RecordedEvent;

    void on(user::UserRegistered const& event, Recorded const& recorded, Deltas& deltas);
    void on(user::ProfileEdited const& event, Recorded const& recorded, Deltas& deltas);
    void on(user::PersonErased const& event, Recorded const& recorded, Deltas& deltas);
    void on(workspace::WorkspaceCreated const& event, Recorded const& recorded, Deltas& deltas);
    void on(workspace::MemberAdded const& event, Recorded const& recorded, Deltas& deltas);
    void on(workspace::MemberRoleChanged const& event, Recorded const& recorded, Deltas& deltas);
    void on(workspace::MemberRemoved const& event, Recorded const& recorded, Deltas& deltas);
    void on(project::ProjectCreated const& event, Recorded const& recorded, Deltas& deltas);
    void on(project::ProjectMemberAdded const& event, Recorded const& recorded, Deltas& deltas);
    void on(project::ProjectMemberRoleChanged const& event, Recorded const& recorded,
            Deltas& deltas);
    void on(project::ProjectMemberRemoved const& event, Recorded const& recorded, Deltas& deltas);
    void apply_to_timer(Recorded const& recorded, Deltas& deltas);
    void put_user(UserRow row, Deltas& deltas);

    // What changes one row.
    void on(workspace::WorkspaceEdited const& event, WorkspaceRow& row);
    void on(workspace::WorkspaceDeleted const& event, WorkspaceRow& row);
    void on(workspace::WorkspaceRestored const& event, WorkspaceRow& row);
    void on(project::ProjectEdited const& event, ProjectRow& row);
    void on(project::ProjectStatusChanged const& event, ProjectRow& row);
    void on(project::ProjectArchived const& event, ProjectRow& row);
    void on(project::ProjectUnarchived const& event, ProjectRow& row);
    void on(project::ProjectDeleted const& event, ProjectRow& row);
    void on(project::ProjectRestored const& event, ProjectRow& row);

    template <class OfWorkspace>
    void change_workspace(OfWorkspace const& event, Recorded const& recorded, Deltas& deltas);
    template <class OfProject>
    void change_project(OfProject const& event, Recorded const& recorded, Deltas& deltas);
    void put_member(WorkspaceId workspace, UserId user, WorkspaceRole role, Position position,
                    Deltas& deltas);
    void tell(WorkspaceRow const& workspace, MemberRow const& member, Deltas& deltas);

    eventstore::KeyRing& keys_;
    TableOf<UserRow> users_;
    TableOf<WorkspaceRow> workspaces_;
    TableOf<MemberRow> members_;
    TableOf<ProjectRow> projects_;
    TableOf<time_tracking::TimerRow> timers_;
    TableOf<ProjectMemberRow> project_members_;
};

}  // namespace atelier::projections::directory
