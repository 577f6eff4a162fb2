#pragma once

#include "projections/activity/entities.hpp"
#include "projections/activity/rows.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections::activity {

/// A change in words.
FieldChange words(char const* field, std::optional<std::string> before,
                  std::optional<std::string> after);

/// What happened in each workspace: who, what (before and after), when. Feeds the topics
/// `activity:<workspace>` and `activity:<project>`. Has every event of a workspace for its audit
/// log; those that a person would call something that happened are stories.
class Activity final : public Projection {
public:
    explicit Activity(eventstore::KeyRing& keys) : keys_(keys) {}
    std::string_view name() const override { return "activity"; }
    int version() const override { return 6; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override {
        return {&entries_,  &streams_, &people_, &workspaces_,  &roles_,
                &projects_, &tasks_,   &timers_, &time_entries_};
    }
    /// A person is named in every workspace.
    std::vector<Table*> shared_tables() override { return {&people_}; }

private:
    using Recorded = eventstore::RecordedEvent;
    /// What one event has to tell, in the making.
    struct Story {
        Subject subject;
        std::vector<FieldChange> changes;
        std::optional<ProjectId> project;
        std::optional<TaskId> task;
    };

    void tell(EntryRow const& row, Deltas& deltas);
    std::optional<Story> story_of(Recorded const& recorded);
    std::optional<Story> on(user::UserRegistered const& event, Recorded const& recorded);
    std::optional<Story> on(user::ProfileEdited const& event, Recorded const& recorded);
    std::optional<Story> on(user::PersonErased const& event, Recorded const& recorded);
    std::optional<Story> on(workspace::WorkspaceCreated const& event, Recorded const& recorded);
    std::optional<Story> on(workspace::WorkspaceEdited const& event, Recorded const& recorded);
    std::optional<Story> on(workspace::MemberRoleChanged const& event, Recorded const& recorded);
    std::optional<Story> on(workspace::MemberAdded const& event, Recorded const& recorded);
    std::optional<Story> on(workspace::MemberRemoved const& event, Recorded const& recorded);
    std::optional<Story> on(project::ProjectCreated const& event, Recorded const& recorded);
    std::optional<Story> on(project::ProjectEdited const& event, Recorded const& recorded);
    std::optional<Story> on(project::ProjectStatusChanged const& event, Recorded const& recorded);
    std::optional<Story> on(project::ProjectMemberAdded const& event, Recorded const& recorded);
    std::optional<Story> on(project::ProjectMemberRoleChanged const& event,
                            Recorded const& recorded);
    std::optional<Story> on(project::ProjectMemberRemoved const& event, Recorded const& recorded);
    std::optional<Story> on(project::StatusCreated const& event, Recorded const& recorded);
    std::optional<Story> on(project::StatusEdited const& event, Recorded const& recorded);
    std::optional<Story> on(project::StatusMoved const& event, Recorded const& recorded);
    std::optional<Story> on(project::StatusDeleted const& event, Recorded const& recorded);
    std::optional<Story> on(project::LabelCreated const& event, Recorded const& recorded);
    std::optional<Story> on(project::LabelEdited const& event, Recorded const& recorded);
    std::optional<Story> on(project::LabelDeleted const& event, Recorded const& recorded);
    std::optional<Story> on(task::TaskCreated const& event, Recorded const& recorded);
    std::optional<Story> on(task::TaskEdited const& event, Recorded const& recorded);
    std::optional<Story> on(task::TaskMoved const& event, Recorded const& recorded);
    std::optional<Story> on(task::TaskBecameOverdue const& event, Recorded const& recorded);
    std::optional<Story> on(timer::TimerStarted const& event, Recorded const& recorded);
    std::optional<Story> on(timer::TimeBooked const& event, Recorded const& recorded);
    std::optional<Story> on(timer::TimeFreed const& event, Recorded const& recorded);
    std::optional<Story> on(time_entry::TimeEntryAdded const& event, Recorded const& recorded);
    std::optional<Story> on(time_entry::TimeEntryEdited const& event, Recorded const& recorded);
    std::optional<Story> on(time_entry::TimeEntryDeleted const& event, Recorded const& recorded);
    /// Of other events of a workspace, a project, a task or a timer it is told that they happened.
    template <class Other>
    std::optional<Story> on(Other const&, Recorded const& recorded) {
        if (recorded.stream.kind == StreamKind::workspace) return Story{};
        if (recorded.stream.kind == StreamKind::project) return story_of_project(recorded);
        if (recorded.stream.kind == StreamKind::timer) return story_of_timer(recorded);
        if (recorded.stream.kind != StreamKind::task) return std::nullopt;
        return story_of_task(TaskId{recorded.stream.id});
    }

    std::optional<Story> story_of_task(TaskId task);
    std::optional<Story> story_of_timer(Recorded const& recorded);
    std::optional<Story> story_of_entry(TimeEntryRow const& entry, Recorded const& recorded);
    std::string task_name(TaskId task);
    std::optional<Story> story_of_project(Recorded const& recorded);
    /// Somebody's new role, after the one before.
    void tell_role(Story& story, Recorded const& recorded, UserId user, std::string role);
    /// The story of a change of the workflow (of the labels), which is carried out.
    template <class Change>
    std::optional<Story> story_of_workflow(Change const& event, Recorded const& recorded);
    template <class Change>
    std::optional<Story> story_of_label(Change const& event, Recorded const& recorded);
    std::string status_name(ProjectId project, StatusId status);
    std::string label_names(ProjectId project, std::vector<LabelId> const& labels);
    std::string name_of(UserId user);

    eventstore::KeyRing& keys_;
    TableOf<EntryRow> entries_;
    TableOf<StreamRow> streams_;
    TableOf<PersonRow> people_;
    TableOf<WorkspaceRow> workspaces_;
    TableOf<RoleRow> roles_;
    TableOf<ProjectRow> projects_;
    TableOf<TaskRow> tasks_;
    TableOf<TimerRow> timers_;
    TableOf<TimeEntryRow> time_entries_;
};

}  // namespace atelier::projections::activity
