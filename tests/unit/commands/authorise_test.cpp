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
