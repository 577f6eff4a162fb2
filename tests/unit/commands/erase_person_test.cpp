#include "commands/user/erase_person.hpp"

#include "commands/session/open_sessions.hpp"
#include "commands/session/start_session.hpp"
#include "commands/user/edit_profile.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

constexpr auto laptop = id_of<SessionId>(7, 1);
constexpr auto of_adam = id_of<SessionId>(7, 3);

std::vector<Happening> everything() {
    return joined(a_workspace(),
                  {{stream_of(other_workspace), workspace::WorkspaceCreated{"Own", "own", mia}},
                   {stream_of(laptop), session::SessionStarted{mia}},
                   {stream_of(of_adam), session::SessionStarted{adam}}});
}

std::vector<Happening> after_the_erasure_of(UserId user) {
    return joined(a_workspace(), {{stream_of(user), user::PersonErased{}}});
}

ErasePerson erasure_of(UserId user, bool hands_over = false) {
    return {user, {harbour, other_workspace}, {laptop, of_adam}, "mia@example.org", hands_over};
}

std::vector<std::pair<std::string, std::string>> given_back(Decision const& decision) {
    std::vector<std::pair<std::string, std::string>> claims;
    for (auto const& one : decision->claims) {
        if (one.claim.give_back) claims.emplace_back(one.claim.scope, one.claim.key);
    }
    return claims;
}

}  // namespace

TEST_CASE("a person goes with their memberships, sessions and the workspace that is theirs alone") {
    auto const when = given(everything()).when(erasure_of(mia), mia);
    CHECK(given_back(when.decision()) ==
          std::vector<std::pair<std::string, std::string>>{
              {"email", "mia@example.org"}, {open_sessions_scope(mia), to_text(laptop)}});
    given(everything())
        .when(erasure_of(mia), mia)
        .then({{stream_of(mia), user::PersonErased{}},
               {stream_of(harbour), workspace::MemberRemoved{mia}},
               {stream_of(other_workspace), workspace::MemberRemoved{mia}},
               {stream_of(other_workspace), workspace::WorkspaceDeleted{}},
               {stream_of(laptop), session::SessionRevoked{session::RevocationReason::signed_out}}})
        .claims(erased_people_scope, to_text(mia));
}

TEST_CASE("the last owner of what others work in names a new one first") {
    auto const when = given(everything()).when(erasure_of(olga), olga);
    REQUIRE_FALSE(when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::last_owner);
    CHECK(when.decision().error().message.find("Harbour") != std::string::npos);
}

TEST_CASE("handed over on the way, what others work in goes to the highest of those who stay") {
    given(everything())
        .when(ErasePerson{olga, {harbour}, {}, {}, true}, olga)
        .then({{stream_of(olga), user::PersonErased{}},
               {stream_of(harbour), workspace::MemberRoleChanged{adam, WorkspaceRole::owner}},
               {stream_of(harbour), workspace::MemberRemoved{olga}}});
}

TEST_CASE("a deleted workspace keeps nobody, and is not deleted again") {
    given(joined(everything(), {{stream_of(harbour), workspace::WorkspaceDeleted{}}}))
        .when(ErasePerson{olga, {harbour}, {}, {}, false}, olga)
        .then({{stream_of(olga), user::PersonErased{}},
               {stream_of(harbour), workspace::MemberRemoved{olga}}});
}

TEST_CASE("nobody erases another, and there is no erasing of nobody") {
    given(everything()).when(erasure_of(mia), adam).rejected(RejectionCode::not_found);
    given(everything()).when(erasure_of(mia)).rejected(RejectionCode::unauthenticated);
    given(everything()).when(erasure_of(nobody), nobody).rejected(RejectionCode::not_found);
}

TEST_CASE(
    "whoever was erased edits nothing, signs in nowhere, founds nothing and is added nowhere") {
    auto const after = after_the_erasure_of(stan);
    given(after).when(EditProfile{stan, "Stan", {}, {}}, stan).rejected(RejectionCode::not_found);
    given(after).when(StartSession{laptop, stan, 0}).rejected(RejectionCode::not_found);
    given(after)
        .when(CreateWorkspace{other_workspace, {"Quay"}, {}}, stan)
        .rejected(RejectionCode::not_found);
    auto const when = given(after).when(AddMember{harbour, {}, WorkspaceRole::member, stan}, olga);
    CHECK_FALSE(when.decision().has_value());
}

TEST_CASE("a person who was erased is nobody, and says so") {
    user::State state;
    state = evolve(std::move(state), user::UserRegistered{{mia, std::string{"mia@example.org"}},
                                                          {mia, std::string{"Mia"}}});
    state = evolve(std::move(state), user::PersonErased{});
    CHECK(state.erased);
    CHECK_FALSE(state.exists);
    CHECK(*state.name.value() == "");
}

}  // namespace atelier::commands
