#include "commands/workspace/add_member.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "commands/workspace/remove_member.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;
using enum WorkspaceRole;

Given with_addresses() {
    return given(a_workspace())
        .claimed("email", "stan@example.org", stream_of(stan))
        .claimed("email", "vic@example.org", stream_of(vic));
}

std::vector<Happening> added(UserId user, WorkspaceRole role) {
    return {{stream_of(harbour), workspace::MemberAdded{user, role}}};
}

std::vector<Happening> removed(UserId user) {
    return {{stream_of(harbour), workspace::MemberRemoved{user}}};
}

}  // namespace

TEST_CASE("a workspace is made with a slug of its name") {
    given(people())
        .when(CreateWorkspace{harbour, {"Harbour & Sons"}, {}}, olga)
        .then({{stream_of(harbour),
                workspace::WorkspaceCreated{"Harbour & Sons", "harbour-sons", olga}}})
        .claims("slug", "harbour-sons");
}

TEST_CASE("a slug that was asked for is claimed, and a taken one is told") {
    given(people())
        .when(CreateWorkspace{harbour, {"Harbour"}, "the-harbour"}, olga)
        .then({{stream_of(harbour), workspace::WorkspaceCreated{"Harbour", "the-harbour", olga}}})
        .claims("slug", "the-harbour", RejectionCode::slug_taken);
}

TEST_CASE("a slug that follows from the name and is taken gets an ending") {
    auto const when = given(people())
                          .claimed("slug", "harbour", stream_of(other_workspace))
                          .when(CreateWorkspace{harbour, {"Harbour"}, {}}, olga);
    REQUIRE(when.decision().has_value());
    auto const& slug =
        std::get<workspace::WorkspaceCreated>(when.decision()->events.front().event).slug;
    CHECK(slug.starts_with("harbour-"));
    CHECK(slug_of(slug) == slug);
    CHECK(slug.size() <= 48);
}

TEST_CASE("a name without a Latin letter gets a slug all the same") {
    auto const when = given(people()).when(CreateWorkspace{harbour, {"Гавань"}, {}}, olga);
    REQUIRE(when.decision().has_value());
    auto const& slug =
        std::get<workspace::WorkspaceCreated>(when.decision()->events.front().event).slug;
    CHECK(slug.starts_with("w-"));
    CHECK(slug_of(slug) == slug);
}

TEST_CASE("what is no slug is refused") {
    for (auto const& wrong :
         {std::string{}, std::string{"Harbour"}, std::string{"a--b"}, std::string{"-a"},
          std::string{"a-"}, std::string{"a b"}, std::string{"ä"}, std::string(49, 'a')}) {
        CAPTURE(wrong);
        given(people()).when(CreateWorkspace{harbour, {"Harbour"}, wrong}, olga).invalid({"slug"});
    }
    given(people())
        .when(CreateWorkspace{harbour, {"Harbour"}, {}})
        .rejected(RejectionCode::unauthenticated);
}

TEST_CASE("a slug is lower-case letters and digits with single hyphens between") {
    CHECK(slug_of("Harbour & Sons") == "harbour-sons");
    CHECK(slug_of("  A  b!c ") == "a-b-c");
    CHECK(slug_of("Über 9") == "ber-9");
    CHECK(slug_of("") == "");
    CHECK(slug_of(std::string(60, 'x')).size() == 48);
    CHECK(slug_of(std::string(47, 'x') + "  y") == std::string(47, 'x'));
}

TEST_CASE("an owner and an admin add whoever has an account, up to their own role") {
    struct Row {
        UserId who;
        WorkspaceRole role;
    };
    for (auto const& [who, role] :
         {Row{olga, owner}, Row{olga, viewer}, Row{adam, admin}, Row{adam, member}}) {
        with_addresses()
            .when(AddMember{harbour, {{"Stan@example.org"}}, role}, who)
            .then(added(stan, role))
            .guards({stream_of(harbour), stream_of(stan)});
    }
    with_addresses()
        .when(AddMember{harbour, {{"stan@example.org"}}, owner}, adam)
        .rejected(RejectionCode::forbidden);
}

TEST_CASE("an address without an account cannot be added") {
    with_addresses()
        .when(AddMember{harbour, {{"nobody@example.org"}}, member}, olga)
        .invalid({"email"});
    // The address was claimed, and the person does not exist (any more).
    with_addresses()
        .claimed("email", "ghost@example.org", stream_of(nobody))
        .when(AddMember{harbour, {{"ghost@example.org"}}, member}, olga)
        .invalid({"email"});
}

TEST_CASE("who is a member is not added with another role, and again with the same is nothing") {
    with_addresses()
        .when(AddMember{harbour, {{"vic@example.org"}}, member}, olga)
        .rejected(RejectionCode::already_member);
    with_addresses().when(AddMember{harbour, {{"vic@example.org"}}, viewer}, olga).then_nothing();
}

TEST_CASE("members are managed by owners and admins only, and strangers see no workspace") {
    for (auto const who : {max, mia, vic}) {
        with_addresses()
            .when(AddMember{harbour, {{"stan@example.org"}}, viewer}, who)
            .rejected(RejectionCode::forbidden);
        given(a_workspace())
            .when(RemoveMember{harbour, vic}, who)
            .rejected(RejectionCode::forbidden);
    }
    with_addresses()
        .when(AddMember{harbour, {{"stan@example.org"}}, viewer}, stan)
        .rejected(RejectionCode::not_found);
    with_addresses()
        .when(AddMember{other_workspace, {{"stan@example.org"}}, viewer}, olga)
        .rejected(RejectionCode::not_found);
}

TEST_CASE("a member is removed, and then is not there any more") {
    given(a_workspace())
        .when(RemoveMember{harbour, mia}, adam)
        .then_once(removed(mia))
        .again_rejected(RejectionCode::not_found);
    given(a_workspace()).when(RemoveMember{harbour, stan}, olga).rejected(RejectionCode::not_found);
}

TEST_CASE("nobody removes somebody with a role above the own") {
    given(a_workspace()).when(RemoveMember{harbour, olga}, adam).rejected(RejectionCode::forbidden);
    given(a_workspace()).when(RemoveMember{harbour, adam}, olga).then_once(removed(adam));
}

TEST_CASE("the last owner stays, one of two may go") {
    given(a_workspace())
        .when(RemoveMember{harbour, olga}, olga)
        .rejected(RejectionCode::last_owner);
    given(joined(a_workspace(), added(stan, owner)))
        .when(RemoveMember{harbour, olga}, olga)
        .then_once(removed(olga));
}

}  // namespace atelier::commands
