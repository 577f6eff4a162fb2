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
    int version() const override { return 3; }
    void apply(eventstore::RecordedEvent const& event, Deltas& deltas) override;
    std::vector<Table*> tables() override {
        return {&users_, &workspaces_, &members_, &projects_, &timers_};
    }

private:
    void on(user::UserRegistered const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(user::ProfileEdited const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(workspace::WorkspaceCreated const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(workspace::MemberAdded const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(workspace::MemberRemoved const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    void on(project::ProjectCreated const& event, eventstore::RecordedEvent const& recorded,
            Deltas& deltas);
    template <class Other>
    void on(Other const&, eventstore::RecordedEvent const&, Deltas&) {}

    void apply_to_timer(eventstore::RecordedEvent const& recorded, Deltas& deltas);
    void put_user(UserRow row, Deltas& deltas);
    void put_member(WorkspaceId workspace, UserId user, WorkspaceRole role, Position position,
                    Deltas& deltas);

    eventstore::KeyRing& keys_;
    TableOf<UserRow> users_;
    TableOf<WorkspaceRow> workspaces_;
    TableOf<MemberRow> members_;
    TableOf<ProjectRow> projects_;
    TableOf<time_tracking::TimerRow> timers_;
};

}  // namespace atelier::projections::directory
