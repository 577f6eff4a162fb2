#include <doctest/doctest.h>

#include "domain/project/state.hpp"
#include "domain/workspace/state.hpp"

namespace atelier {
namespace {

constexpr UserId ada{{{1}}};
constexpr StatusId first{{{2}}};
constexpr StatusId second{{{3}}};
constexpr LabelId bug{{{4}}};
constexpr LabelId late{{{5}}};

project::State a_project() {
    project::ProjectCreated created{};
    created.statuses = {{first, "To do", project::StatusCategory::todo},
                        {second, "Done", project::StatusCategory::done}};
    created.labels = {{bug, "bug", "#ff0000"}, {late, "late", "#00ff00"}};
    return evolve(project::State{}, created);
}

template <class State, class... Events>
State after(State state, Events const&... events) {
    ((state = evolve(std::move(state), events)), ...);
    return state;
}

}  // namespace

TEST_CASE("each membership in a workspace is another one") {
    workspace::State state;
    CHECK(state.membership_of(ada) == 0);
    state = after(state, workspace::MemberAdded{ada, WorkspaceRole::viewer},
                  workspace::MemberRoleChanged{ada, WorkspaceRole::admin});
    CHECK(state.role_of(ada) == WorkspaceRole::admin);
    CHECK(state.membership_of(ada) == 1);
    state = after(state, workspace::MemberRemoved{ada});
    CHECK_FALSE(after(state, workspace::MemberRoleChanged{ada, WorkspaceRole::owner})
                    .role_of(ada)
                    .has_value());
    state = after(state, workspace::MemberAdded{ada, WorkspaceRole::viewer});
    CHECK(state.membership_of(ada) == 2);
    // An old log says a new role like this.
    state = after(state, workspace::MemberAdded{ada, WorkspaceRole::member});
    CHECK(state.membership_of(ada) == 2);
}

TEST_CASE("a role in a project is that of one membership") {
    auto const state = after(a_project(), project::ProjectMemberAdded{ada, ProjectRole::lead, 2},
                             project::ProjectMemberRoleChanged{ada, ProjectRole::viewer});
    CHECK(state.role_of(ada, 2) == ProjectRole::viewer);
    CHECK_FALSE(state.role_of(ada, 1).has_value());
    CHECK_FALSE(state.role_of(ada, 3).has_value());
    CHECK_FALSE(after(state, project::ProjectMemberRemoved{ada}).role_of(ada, 2).has_value());
}

TEST_CASE("statuses and labels that are not there are no trouble") {
    constexpr StatusId none{{{9}}};
    auto const state =
        after(a_project(), project::StatusEdited{none, "x", {}, {}, {}},
              project::StatusMoved{none, first}, project::StatusMoved{second, none},
              project::StatusDeleted{none}, project::LabelEdited{LabelId{{{9}}}, "x", {}},
              project::LabelDeleted{LabelId{{{9}}}});
    CHECK(state.statuses == a_project().statuses);
    CHECK(state.labels.size() == 2);
}

TEST_CASE("a status keeps what an edit does not name") {
    project::StatusEdited edited{first, {}, {}, {}, {}};
    edited.wip_limit = {Patch<std::int64_t>::Kind::set, 3};
    auto state = after(a_project(), edited);
    CHECK(state.find_status(first)->wip_limit == 3);
    CHECK(state.find_status(first)->name == "To do");
    edited.wip_limit.kind = Patch<std::int64_t>::Kind::clear;
    CHECK_FALSE(after(state, edited).find_status(first)->wip_limit.has_value());
}

TEST_CASE("of a task's labels those that were deleted are not known") {
    auto const state = after(a_project(), project::LabelDeleted{bug});
    CHECK(state.known({bug, late}) == std::vector{late});
    CHECK(a_project().known({bug, late}) == std::vector{bug, late});
}

TEST_CASE("archiving and deletion of a project do not touch each other") {
    auto const state = after(a_project(), project::ProjectArchived{}, project::ProjectDeleted{},
                             project::ProjectRestored{});
    CHECK(state.archived);
    CHECK_FALSE(state.deleted);
    CHECK_FALSE(after(state, project::ProjectUnarchived{}).archived);
}

}  // namespace atelier
