#include "commands/session/revoke_session.hpp"
#include "commands/session/start_session.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;
using session::RevocationReason;

constexpr auto laptop = id_of<SessionId>(7, 1);

std::vector<Happening> signed_in() {
    return joined(people(), {{stream_of(laptop), session::SessionStarted{olga}}});
}

}  // namespace

TEST_CASE("a session starts for a person") {
    given(people())
        .when(StartSession{laptop, olga})
        .then({{stream_of(laptop), session::SessionStarted{olga}}})
        .guards({stream_of(laptop), stream_of(olga)});
}

TEST_CASE("a session does not start for nobody") {
    given(people()).when(StartSession{laptop, nobody}).rejected(RejectionCode::not_found);
}

TEST_CASE("a person ends the own session") {
    for (auto const reason :
         {RevocationReason::signed_out, RevocationReason::refresh_token_reused}) {
        given(signed_in())
            .when(RevokeSession{laptop, reason}, olga)
            .then({{stream_of(laptop), session::SessionRevoked{reason}}});
    }
}

TEST_CASE("nobody ends the session of another, or one that does not exist") {
    RevokeSession const revoke{laptop, RevocationReason::signed_out};
    given(signed_in()).when(revoke, adam).rejected(RejectionCode::not_found);
    given(signed_in()).when(revoke).rejected(RejectionCode::unauthenticated);
    given(people()).when(revoke, olga).rejected(RejectionCode::not_found);
    // The owner of a session without events is the nil id.
    given(people()).when(revoke, UserId{}).rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
