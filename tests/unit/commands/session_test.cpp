#include "commands/session/open_sessions.hpp"
#include "commands/session/revoke_session.hpp"
#include "commands/session/revoke_sessions.hpp"
#include "commands/session/start_session.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;
using session::RevocationReason;

constexpr auto laptop = id_of<SessionId>(7, 1);
constexpr auto phone = id_of<SessionId>(7, 2);
constexpr auto of_adam = id_of<SessionId>(7, 3);
constexpr auto no_session = id_of<SessionId>(7, 9);

std::vector<Happening> signed_in() {
    return joined(people(), {{stream_of(laptop), session::SessionStarted{olga}},
                             {stream_of(phone), session::SessionStarted{olga}},
                             {stream_of(of_adam), session::SessionStarted{adam}}});
}

Happening revoked(SessionId session, RevocationReason reason) {
    return {stream_of(session), session::SessionRevoked{reason}};
}

/// Whether the decision gives the session's claim back.
bool gives_back(Decision const& decision, UserId user, SessionId session) {
    for (auto const& one : decision->claims) {
        if (one.claim.give_back && one.claim.scope == open_sessions_scope(user) &&
            one.claim.key == to_text(session)) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a session starts for a person, and is found among their open ones") {
    given(people())
        .when(StartSession{laptop, olga, 0})
        .then({{stream_of(laptop), session::SessionStarted{olga}}})
        .claims(open_sessions_scope(olga), to_text(laptop))
        .guards({stream_of(laptop), stream_of(olga)});
}

TEST_CASE("a session does not start for nobody") {
    given(people()).when(StartSession{laptop, nobody, 0}).rejected(RejectionCode::not_found);
}

TEST_CASE("a session does not start by a password that was changed meanwhile") {
    auto const past = joined(people(), {{stream_of(olga), user::PasswordChanged{}}});
    given(past).when(StartSession{laptop, olga, 0}).rejected(RejectionCode::password_changed);
    given(past)
        .when(StartSession{laptop, olga, 1})
        .then({{stream_of(laptop), session::SessionStarted{olga}}});
}

TEST_CASE("a person ends the own session, which is open no more") {
    for (auto const reason :
         {RevocationReason::signed_out, RevocationReason::refresh_token_reused}) {
        auto when = given(signed_in()).when(RevokeSession{laptop, reason}, olga);
        when.then({revoked(laptop, reason)});
        CHECK(gives_back(when.decision(), olga, laptop));
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

TEST_CASE("several sessions end at once; foreign, ended and unknown ones are passed over") {
    auto const reason = RevocationReason::password_changed;
    RevokeSessions const revoke{olga, {laptop, of_adam, no_session, phone}, reason};
    auto when = given(signed_in()).when(revoke, olga);
    CHECK(when.look_ups() == 1);
    when.then({revoked(laptop, reason), revoked(phone, reason)});
    CHECK(gives_back(when.decision(), olga, laptop));
    CHECK(gives_back(when.decision(), olga, phone));
    CHECK_FALSE(gives_back(when.decision(), adam, of_adam));
    auto const ended = joined(signed_in(), {revoked(laptop, RevocationReason::signed_out)});
    given(ended).when(revoke, olga).then({revoked(phone, reason)});
    given(signed_in()).when(RevokeSessions{olga, {}, reason}, olga).then_nothing();
}

TEST_CASE("nobody ends the sessions of another") {
    RevokeSessions const revoke{olga, {laptop}, RevocationReason::password_changed};
    given(signed_in()).when(revoke, adam).rejected(RejectionCode::not_found);
    given(signed_in()).when(revoke).rejected(RejectionCode::unauthenticated);
}

}  // namespace atelier::commands
