#include "commands/project/archive_project.hpp"

#include <algorithm>

#include "commands/project/change_project_status.hpp"
#include "commands/project/delete_project.hpp"
#include "commands/project/restore_project.hpp"
#include "commands/project/unarchive_project.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

using project::Lifecycle;
using enum project::Lifecycle;

std::vector<Happening> a_project_that_is(Lifecycle status) {
    return joined(a_project(),
                  {{stream_of(app), project::ProjectStatusChanged{status}},
                   {stream_of(app), project::ProjectMemberAdded{mia, ProjectRole::lead, 1}}});
}

template <class Event>
std::vector<Happening> one(Event event) {
    return {{stream_of(app), event}};
}

}  // namespace

TEST_CASE("a project lives as its table says") {
    struct Row {
        Lifecycle from;
        std::vector<Lifecycle> to;
    };
    for (auto const& [from, allowed] :
         {Row{planning, {active, cancelled}}, Row{active, {on_hold, completed, cancelled}},
          Row{on_hold, {active, completed, cancelled}}, Row{completed, {active}},
          Row{cancelled, {active}}}) {
        for (auto const to : {planning, active, on_hold, completed, cancelled}) {
            CAPTURE(boost::describe::enum_to_string(from, "?"));
            CAPTURE(boost::describe::enum_to_string(to, "?"));
            auto when = given(a_project_that_is(from)).when(ChangeProjectStatus{app, to}, adam);
            if (to == from) {
                when.then_nothing();
            } else if (std::ranges::find(allowed, to) != allowed.end()) {
                when.then(one(project::ProjectStatusChanged{to}));
            } else {
                when.rejected(RejectionCode::project_transition_not_allowed);
            }
        }
    }
}

TEST_CASE("a new project is being planned") {
    given(a_project()).when(ChangeProjectStatus{app, planning}, adam).then_nothing();
}

TEST_CASE("the lead changes the status, and only an admin reopens what has ended") {
    given(a_project_that_is(active))
        .when(ChangeProjectStatus{app, completed}, mia)
        .then(one(project::ProjectStatusChanged{completed}));
    given(a_project_that_is(completed))
        .when(ChangeProjectStatus{app, active}, mia)
        .rejected(RejectionCode::forbidden);
    given(a_project_that_is(active))
        .when(ChangeProjectStatus{app, completed}, max)
        .rejected(RejectionCode::forbidden);
}

TEST_CASE("a project is deleted and restored, archived and unarchived, each once") {
    auto const deleted = joined(a_project(), one(project::ProjectDeleted{}));
    auto const archived = joined(a_project(), one(project::ProjectArchived{}));
    given(a_project()).when(DeleteProject{app}, adam).then(one(project::ProjectDeleted{}));
    given(deleted).when(RestoreProject{app}, adam).then(one(project::ProjectRestored{}));
    given(a_project()).when(RestoreProject{app}, adam).then_nothing();
    given(a_project()).when(ArchiveProject{app}, adam).then(one(project::ProjectArchived{}));
    given(archived).when(UnarchiveProject{app}, adam).then(one(project::ProjectUnarchived{}));
    given(a_project()).when(UnarchiveProject{app}, adam).then_nothing();
    given(archived).when(DeleteProject{app}, adam).then(one(project::ProjectDeleted{}));
    given(deleted).when(ArchiveProject{app}, adam).rejected(RejectionCode::not_found);
    given(archived)
        .when(ChangeProjectStatus{app, active}, adam)
        .rejected(RejectionCode::project_archived);
    given(a_project()).when(DeleteProject{app}, mia).rejected(RejectionCode::forbidden);
    given(deleted).when(RestoreProject{app}, mia).rejected(RejectionCode::forbidden);
}

}  // namespace atelier::commands
