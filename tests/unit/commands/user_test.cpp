#include "commands/user/register_user.hpp"

#include "commands/user/change_password.hpp"
#include "commands/user/edit_profile.hpp"

#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {

using namespace test;

TEST_CASE("a person registers, and claims the e-mail address by its index") {
    given({})
        .when(RegisterUser{olga, "Olga@Example.org", "Olga"})
        .then({{stream_of(olga), user::UserRegistered{{olga, std::string{"Olga@Example.org"}},
                                                      {olga, std::string{"Olga"}}}}})
        .claims("email", "olga@example.org", RejectionCode::email_taken)
        .guards({stream_of(olga)});
}

TEST_CASE("a registration is never written with the name or the address in the clear") {
    auto const when = given({}).when(RegisterUser{olga, "olga@example.org", "Olga"});
    REQUIRE(when.decision().has_value());
    auto event = when.decision()->events.front().event;
    eventstore::seal_personal(event,
                              [](UserId, std::string_view) { return std::string{"c2VhbGVk"}; });
    auto const data = eventstore::encode(event).data;
    CHECK(data.find("olga") == std::string::npos);
    CHECK(data.find("Olga") == std::string::npos);
}

TEST_CASE("a person edits the own profile; what is the same already is no change") {
    user::ProfileEdited edited;
    edited.name = Personal<std::string>{olga, std::string{"Olga Ivanovna"}};
    edited.time_zone = "Europe/Berlin";
    given(people())
        .when(EditProfile{olga, "Olga Ivanovna", "Europe/Berlin", "en"}, olga)
        .then({{stream_of(olga), edited}});
    given(people()).when(EditProfile{olga, "Somebody", "UTC", "en"}, olga).then_nothing();
    given(people()).when(EditProfile{olga, {}, {}, {}}, olga).then_nothing();
}

TEST_CASE("nobody edits the profile of another, or of nobody") {
    given(people()).when(EditProfile{olga, "Eve", {}, {}}, adam).rejected(RejectionCode::not_found);
    given(people()).when(EditProfile{olga, "Eve", {}, {}}).rejected(RejectionCode::unauthenticated);
    given(people())
        .when(EditProfile{nobody, "Eve", {}, {}}, nobody)
        .rejected(RejectionCode::not_found);
}

TEST_CASE("an edited name is never written in the clear") {
    auto const when = given(people()).when(EditProfile{olga, "Olga Ivanovna", {}, {}}, olga);
    REQUIRE(when.decision().has_value());
    auto event = when.decision()->events.front().event;
    eventstore::seal_personal(event,
                              [](UserId, std::string_view) { return std::string{"c2VhbGVk"}; });
    CHECK(eventstore::encode(event).data.find("Olga") == std::string::npos);
}

TEST_CASE("a password is changed once by who has seen the present one") {
    given(people())
        .when(ChangePassword{olga, 0}, olga)
        .then_once({{stream_of(olga), user::PasswordChanged{}}})
        .again_rejected(RejectionCode::password_changed);
    given(people()).when(ChangePassword{olga, 0}, adam).rejected(RejectionCode::not_found);
    given(people()).when(ChangePassword{nobody, 0}, nobody).rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
