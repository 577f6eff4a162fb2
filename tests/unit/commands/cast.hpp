#pragma once

#include "tests/support/given.hpp"

/// The people and things of the command tests: a workspace with one member of each role, a project
/// with its workflow, and a task in it.
namespace atelier::test {

template <class AnyId>
constexpr AnyId id_of(std::uint8_t kind, std::uint8_t number) {
    AnyId id;
    id.uuid.bytes = {0x01, 0x96, 0x3b, 0x6e, 0x7c, 0x00, 0x70, 0x00,
                     0x80, 0,    0,    0,    0,    0,    kind, number};
    return id;
}

inline constexpr auto olga = id_of<UserId>(1, 1);    // the owner
inline constexpr auto adam = id_of<UserId>(1, 2);    // an admin
inline constexpr auto max = id_of<UserId>(1, 3);     // a manager
inline constexpr auto mia = id_of<UserId>(1, 4);     // a member
inline constexpr auto vic = id_of<UserId>(1, 5);     // a viewer
inline constexpr auto stan = id_of<UserId>(1, 6);    // a stranger with an account
inline constexpr auto nobody = id_of<UserId>(1, 7);  // no account

inline constexpr auto harbour = id_of<WorkspaceId>(2, 1);
inline constexpr auto other_workspace = id_of<WorkspaceId>(2, 2);
inline constexpr auto app = id_of<ProjectId>(3, 1);
inline constexpr auto no_project = id_of<ProjectId>(3, 9);
inline constexpr auto todo = id_of<StatusId>(4, 1);
inline constexpr auto doing = id_of<StatusId>(4, 2);
inline constexpr auto done = id_of<StatusId>(4, 3);
inline constexpr auto no_status = id_of<StatusId>(4, 9);
inline constexpr auto urgent = id_of<LabelId>(5, 1);
inline constexpr auto no_label = id_of<LabelId>(5, 9);
inline constexpr auto paint = id_of<TaskId>(6, 1);  // ATL-1 in `todo`
inline constexpr auto sail = id_of<TaskId>(6, 2);   // ATL-2 in `todo`, below
inline constexpr auto moor = id_of<TaskId>(6, 3);   // ATL-3 in `doing`
inline constexpr auto fresh_task = id_of<TaskId>(6, 8);
inline constexpr auto no_task = id_of<TaskId>(6, 9);

inline Happening registered(UserId user, std::string email) {
    return {stream_of(user),
            user::UserRegistered{{user, std::move(email)}, {user, std::string{"Somebody"}}}};
}

inline std::vector<Happening> people() {
    return {registered(olga, "olga@example.org"), registered(adam, "adam@example.org"),
            registered(max, "max@example.org"),   registered(mia, "mia@example.org"),
            registered(vic, "vic@example.org"),   registered(stan, "stan@example.org")};
}

inline std::vector<Happening> joined(std::vector<Happening> first,
                                     std::vector<Happening> const& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

inline std::vector<Happening> a_workspace() {
    auto const stream = stream_of(harbour);
    return joined(people(), {{stream, workspace::WorkspaceCreated{"Harbour", "harbour", olga}},
                             {stream, workspace::MemberAdded{adam, WorkspaceRole::admin}},
                             {stream, workspace::MemberAdded{max, WorkspaceRole::manager}},
                             {stream, workspace::MemberAdded{mia, WorkspaceRole::member}},
                             {stream, workspace::MemberAdded{vic, WorkspaceRole::viewer}}});
}

inline std::vector<Happening> a_project() {
    project::ProjectCreated created{harbour, "ATL", "Harbour app", "", {}, {}, {}};
    created.statuses = {{todo, "To do", project::StatusCategory::todo},
                        {doing, "In progress", project::StatusCategory::doing},
                        {done, "Done", project::StatusCategory::done}};
    created.labels = {{urgent, "urgent", "#ff0000"}};
    return joined(a_workspace(), {{stream_of(app), created}});
}

/// When the task with this number was made: before noon, in the order of the numbers.
inline Timestamp made_at(std::int64_t number) {
    return {noon.milliseconds - 1'000'000 + number * 1'000};
}

inline Happening created(TaskId task, std::int64_t number, StatusId status) {
    task::TaskCreated event{app,    number, "Task " + std::to_string(number), "",
                            status, {},     task::Priority::medium,           {},
                            {},     {}};
    event.rank = rank_at_bottom(made_at(number), number);
    return {stream_of(task), event};
}

inline std::vector<Happening> some_tasks() {
    return joined(a_project(),
                  {created(paint, 1, todo), created(sail, 2, todo), created(moor, 3, doing)});
}

}  // namespace atelier::test
