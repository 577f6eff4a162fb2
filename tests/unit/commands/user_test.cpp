#include "commands/user/register_user.hpp"

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

}  // namespace atelier::commands
