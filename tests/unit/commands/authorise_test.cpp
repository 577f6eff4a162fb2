#include "commands/core/authorise.hpp"

#include <algorithm>

#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

std::optional<Rejection> asked(std::vector<Happening> const& past, Permission permission,
                               StreamId target, std::optional<UserId> actor,
                               bool acts_on_deleted = false) {
    World world;
    for (auto const& one : past) world.add(one);
    Scene scene;
    CommandInfo const info{"Test", permission, acts_on_deleted};
    while (true) {
        try {
            return authorise(scene, info, target, actor);
        } catch (Missing const& missing) {
            world.provide(scene, missing);
        }
    }
}

std::vector<std::pair<UserId, WorkspaceRole>> members() {
    return {{olga, WorkspaceRole::owner},
            {adam, WorkspaceRole::admin},
            {max, WorkspaceRole::manager},
            {mia, WorkspaceRole::member},
            {vic, WorkspaceRole::viewer}};
}

}  // namespace

TEST_CASE("every role may what the matrix says, asked of a task, its project, or its workspace") {
    for (auto const& grant : grants()) {
        CAPTURE(boost::describe::enum_to_string(grant.permission, "?"));
        for (auto const& target : {stream_of(paint), stream_of(app), stream_of(harbour)}) {
            for (auto const& [who, role] : members()) {
                auto const no = asked(some_tasks(), grant.permission, target, who);
                CHECK(no.has_value() == !may(role, grant.permission));
                if (no) CHECK(no->code == RejectionCode::forbidden);
            }
        }
    }
}

TEST_CASE("to a stranger and in a workspace that does not exist nothing is there, whatever it is") {
    for (auto const& grant : grants()) {
        for (auto const& target :
             {stream_of(paint), stream_of(app), stream_of(harbour), stream_of(no_task),
              stream_of(no_project), stream_of(other_workspace), stream_of(olga)}) {
            auto const no = asked(some_tasks(), grant.permission, target, stan);
            REQUIRE(no.has_value());
            CHECK(no->code == RejectionCode::not_found);
            CHECK(no->message == not_found().message);
            CHECK(no->fields.empty());
        }
    }
}

TEST_CASE("who is not signed in is told so, before anything else") {
    for (auto const permission : {Permission::signed_in, Permission::own, Permission::edit_tasks}) {
        auto const no = asked({}, permission, stream_of(no_task), {});
        REQUIRE(no.has_value());
        CHECK(no->code == RejectionCode::unauthenticated);
    }
    CHECK_FALSE(asked({}, Permission::anyone, stream_of(olga), {}).has_value());
    CHECK_FALSE(asked({}, Permission::signed_in, stream_of(harbour), stan).has_value());
}

TEST_CASE("what only the system does, no person may, whoever they are") {
    for (auto const who : {olga, stan}) {
        auto const no = asked(some_tasks(), Permission::system, stream_of(paint), who);
        REQUIRE(no.has_value());
        CHECK(no->code == RejectionCode::not_found);
    }
    CHECK_FALSE(asked(some_tasks(), Permission::system, stream_of(paint), {}).has_value());
}

TEST_CASE("a deleted task is there only for a command on deleted ones") {
    auto const past = joined(some_tasks(), {{stream_of(paint), task::TaskDeleted{}}});
    auto const no = asked(past, Permission::edit_tasks, stream_of(paint), mia);
    REQUIRE(no.has_value());
    CHECK(no->code == RejectionCode::not_found);
    CHECK_FALSE(asked(past, Permission::edit_tasks, stream_of(paint), mia, true).has_value());
}

namespace {

std::vector<Happening> with_role(UserId user, ProjectRole role, std::int64_t membership = 1) {
    return joined(some_tasks(),
                  {{stream_of(app), project::ProjectMemberAdded{user, role, membership}}});
}

}  // namespace

TEST_CASE("a role in the project widens and narrows what a member may there") {
    auto const may_edit = [](std::vector<Happening> const& past, UserId who) {
        return !asked(past, Permission::edit_tasks, stream_of(paint), who);
    };
    CHECK(may_edit(some_tasks(), mia));
    CHECK_FALSE(may_edit(with_role(mia, ProjectRole::viewer), mia));
    CHECK_FALSE(may_edit(some_tasks(), vic));
    CHECK(may_edit(with_role(vic, ProjectRole::developer), vic));
    CHECK(may_edit(with_role(adam, ProjectRole::viewer), adam));
    // Not in another one's, and not beyond the project.
    CHECK_FALSE(may_edit(with_role(mia, ProjectRole::developer), vic));
    CHECK(asked(with_role(mia, ProjectRole::lead), Permission::manage_members, stream_of(harbour),
                mia)
              ->code == RejectionCode::forbidden);
    CHECK_FALSE(
        asked(with_role(mia, ProjectRole::lead), Permission::manage_project, stream_of(app), mia));
}

TEST_CASE("a role in the project ends with the membership in the workspace") {
    auto past = with_role(vic, ProjectRole::developer);
    past.push_back({stream_of(harbour), workspace::MemberRemoved{vic}});
    CHECK(asked(past, Permission::edit_tasks, stream_of(paint), vic)->code ==
          RejectionCode::not_found);
    past.push_back({stream_of(harbour), workspace::MemberAdded{vic, WorkspaceRole::viewer}});
    CHECK(asked(past, Permission::edit_tasks, stream_of(paint), vic)->code ==
          RejectionCode::forbidden);
    past.push_back({stream_of(app), project::ProjectMemberAdded{vic, ProjectRole::developer, 2}});
    CHECK_FALSE(asked(past, Permission::edit_tasks, stream_of(paint), vic).has_value());
}

TEST_CASE("what is in something deleted is there for nobody, but to restore it") {
    auto const no_project_left =
        joined(some_tasks(), {{stream_of(app), project::ProjectDeleted{}}});
    auto const no_workspace_left =
        joined(some_tasks(), {{stream_of(harbour), workspace::WorkspaceDeleted{}}});
    auto const code = [](std::vector<Happening> const& past, StreamId target, bool on_deleted) {
        auto const no = asked(past, Permission::view_project, target, olga, on_deleted);
        return no ? std::optional{no->code} : std::nullopt;
    };
    for (bool const on_deleted : {false, true}) {
        CHECK(code(no_project_left, stream_of(paint), on_deleted) == RejectionCode::not_found);
        CHECK(code(no_workspace_left, stream_of(paint), on_deleted) == RejectionCode::not_found);
        CHECK(code(no_workspace_left, stream_of(app), on_deleted) == RejectionCode::not_found);
    }
    CHECK(code(no_project_left, stream_of(app), false) == RejectionCode::not_found);
    CHECK_FALSE(code(no_project_left, stream_of(app), true).has_value());
    CHECK(code(no_workspace_left, stream_of(harbour), false) == RejectionCode::not_found);
    CHECK_FALSE(code(no_workspace_left, stream_of(harbour), true).has_value());
}

TEST_CASE("an archived project refuses changes of who may make them, and tells others as before") {
    auto const past = joined(some_tasks(), {{stream_of(app), project::ProjectArchived{}}});
    for (auto const& target : {stream_of(paint), stream_of(app)}) {
        CHECK(asked(past, Permission::edit_tasks, target, mia)->code ==
              RejectionCode::project_archived);
        CHECK(asked(past, Permission::edit_tasks, target, vic)->code == RejectionCode::forbidden);
        CHECK(asked(past, Permission::edit_tasks, target, stan)->code == RejectionCode::not_found);
    }
}

TEST_CASE("a member who was removed is a stranger") {
    auto const past = joined(some_tasks(), {{stream_of(harbour), workspace::MemberRemoved{mia}}});
    auto const no = asked(past, Permission::view_project, stream_of(paint), mia);
    REQUIRE(no.has_value());
    CHECK(no->code == RejectionCode::not_found);
}

TEST_CASE("the own stream is the person's own, another's is not there") {
    CHECK_FALSE(asked(people(), Permission::own, stream_of(olga), olga).has_value());
    auto const no = asked(people(), Permission::own, stream_of(olga), stan);
    REQUIRE(no.has_value());
    CHECK(no->code == RejectionCode::not_found);
}

TEST_CASE("who may not is told which roles may") {
    auto const no = asked(some_tasks(), Permission::manage_members, stream_of(harbour), vic);
    REQUIRE(no.has_value());
    CHECK(no->message.find("OWNER, ADMIN") != std::string::npos);
    CHECK(no->message.find("MEMBER") == std::string::npos);
}

}  // namespace atelier::commands
