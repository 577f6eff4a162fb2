#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "commands/label/create_label.hpp"
#include "commands/label/delete_label.hpp"
#include "commands/label/edit_label.hpp"
#include "commands/project/add_project_member.hpp"
#include "commands/project/archive_project.hpp"
#include "commands/project/change_project_member_role.hpp"
#include "commands/project/change_project_status.hpp"
#include "commands/project/create_project.hpp"
#include "commands/project/delete_project.hpp"
#include "commands/project/edit_project.hpp"
#include "commands/project/remove_project_member.hpp"
#include "commands/project/restore_project.hpp"
#include "commands/project/unarchive_project.hpp"
#include "commands/session/revoke_session.hpp"
#include "commands/session/revoke_sessions.hpp"
#include "commands/session/start_session.hpp"
#include "commands/task/announce_overdue.hpp"
#include "commands/task/archive_task.hpp"
#include "commands/task/assign_task.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/delete_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/label_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/task/restore_task.hpp"
#include "commands/task/unarchive_task.hpp"
#include "commands/task/unassign_former_member.hpp"
#include "commands/time_entry/add_time_entry.hpp"
#include "commands/time_entry/delete_time_entry.hpp"
#include "commands/time_entry/edit_time_entry.hpp"
#include "commands/timer/discard_timer.hpp"
#include "commands/timer/pause_timer.hpp"
#include "commands/timer/resume_timer.hpp"
#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_former_member.hpp"
#include "commands/timer/stop_timer.hpp"
#include "commands/undo/undo_event.hpp"
#include "commands/undo/undo_last_change.hpp"
#include "commands/user/change_password.hpp"
#include "commands/user/edit_profile.hpp"
#include "commands/user/erase_person.hpp"
#include "commands/user/register_user.hpp"
#include "commands/workflow/create_status.hpp"
#include "commands/workflow/delete_status.hpp"
#include "commands/workflow/edit_status.hpp"
#include "commands/workflow/move_status.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/change_member_role.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "commands/workspace/delete_workspace.hpp"
#include "commands/workspace/edit_workspace.hpp"
#include "commands/workspace/leave_workspace.hpp"
#include "commands/workspace/remove_member.hpp"
#include "commands/workspace/restore_workspace.hpp"
#include "commands/workspace/transfer_ownership.hpp"
#include "tests/fuzz/fuzz.hpp"

// JSON of requests to commands: the first line names the command, the rest is the JSON.

namespace atelier::fuzz {
namespace {

using Commands = boost::mp11::mp_list<
    commands::AddMember, commands::AddProjectMember, commands::AddTimeEntry,
    commands::AnnounceOverdue, commands::ArchiveProject, commands::ArchiveTask,
    commands::AssignTask, commands::ChangeMemberRole, commands::ChangePassword,
    commands::ChangeProjectMemberRole, commands::ChangeProjectStatus, commands::CreateLabel,
    commands::CreateProject, commands::CreateStatus, commands::CreateTask,
    commands::CreateWorkspace, commands::DeleteLabel, commands::DeleteProject,
    commands::DeleteStatus, commands::DeleteTask, commands::DeleteTimeEntry,
    commands::DeleteWorkspace, commands::DiscardTimer, commands::EditLabel, commands::EditProfile,
    commands::EditProject, commands::EditStatus, commands::EditTask, commands::EditTimeEntry,
    commands::EditWorkspace, commands::ErasePerson, commands::LabelTask, commands::LeaveWorkspace,
    commands::MoveStatus, commands::MoveTask, commands::PauseTimer, commands::RegisterUser,
    commands::RemoveMember, commands::RemoveProjectMember, commands::RestoreProject,
    commands::RestoreTask, commands::RestoreWorkspace, commands::ResumeTimer,
    commands::RevokeSession, commands::RevokeSessions, commands::StartSession, commands::StartTimer,
    commands::StopFormerMember, commands::StopTimer, commands::TransferOwnership,
    commands::UnarchiveProject, commands::UnarchiveTask, commands::UnassignFormerMember,
    commands::UnassignTask, commands::UndoEvent, commands::UndoLastChange, commands::UnlabelTask>;

struct Kind {
    std::string name;
    void (*check)(std::string_view json);
};

template <class Command>
void check(std::string_view json) {
    auto const command = check_reading<Command>(json, codec::Unknown::reject);
    if (!command) return;
    // Whose roles decide is never in doubt.
    auto const target = commands::target_of(*command);
    require(StreamId::from_text(to_text(target)) == target, "a target is no stream");
}

std::vector<Kind> const& kinds() {
    static auto const all = [] {
        std::vector<Kind> made;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, Commands>>(
            [&]<class Command>(Command*) {
                made.push_back(
                    {command_info(static_cast<Command const*>(nullptr)).name, &check<Command>});
            });
        return made;
    }();
    return all;
}

}  // namespace

void try_input(std::string_view bytes) {
    static auto const names = [] {
        std::vector<std::string> all;
        for (auto const& kind : kinds()) all.push_back(kind.name);
        return all;
    }();
    Input input{bytes};
    auto const kind = choose(names, input.line());
    kinds()[kind].check(input.rest());
}

}  // namespace atelier::fuzz
