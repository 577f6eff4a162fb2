#include "api/auth/token_verifier.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "tests/unit/crypto/token_samples.hpp"

namespace atelier::api {

namespace {

SigningKey const& key() {
    static SigningKey const key = generate_signing_key();
    return key;
}

std::string header_with(std::string_view alg, std::string_view typ, std::string_view kid) {
    return fmt::format(R"({{"alg":"{}","typ":"{}","kid":"{}"}})", alg, typ, kid);
}

std::string good_header() { return header_with("EdDSA", "at+jwt", key().id); }

std::string payload_with(std::string_view issuer, std::int64_t issued_at, std::int64_t expires_at) {
    return fmt::format(R"({{"iss":"{}","sub":"{}","sid":"{}","iat":{},"exp":{}}})", issuer,
                       to_text(sample_claims().user), to_text(sample_claims().session), issued_at,
                       expires_at);
}

std::string good_payload() {
    auto issued_at = sample_now().milliseconds / 1000;
    return payload_with("atelier", issued_at, issued_at + 900);
}

std::string good_token() { return sign_access_token(key(), sample_claims()); }

/// What a fresh verifier says against the token now; "" when nothing.
std::string objection(std::string_view token, Timestamp now = sample_now()) {
    TokenVerifier verifier({public_key(key())});
    auto claims = verifier.verify(token, now);
    if (!claims) CHECK(verifier.remembered_tokens() == 0);
    return claims ? "" : std::string(to_text(claims.error()));
}

}  // namespace

TEST_CASE("a good token gives the claims that were signed, the first time and again") {
    TokenVerifier verifier({public_key(generate_signing_key()), public_key(key())});
    for (int i = 0; i < 3; ++i) {
        auto claims = verifier.verify(good_token(), sample_now());
        REQUIRE(claims.has_value());
        CHECK(*claims == sample_claims());
    }
    CHECK(verifier.remembered_tokens() == 1);
}

TEST_CASE("a token of the generic type JWT is taken, any other type is not") {
    CHECK(objection(forge(key(), good_header(), good_payload())) == "");
    CHECK(objection(forge(key(), header_with("EdDSA", "JWT", key().id), good_payload())) == "");
    for (auto type : {"", "jwt", "id+jwt", "at+JWT"}) {
        CHECK(objection(forge(key(), header_with("EdDSA", type, key().id), good_payload())) ==
              "malformed");
    }
    auto untyped = fmt::format(R"({{"alg":"EdDSA","kid":"{}"}})", key().id);
    CHECK(objection(forge(key(), untyped, good_payload())) == "malformed");
}

TEST_CASE("a token with any character changed is refused") {
    auto token = good_token();
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK(objection(changed) != "");
    }
}

TEST_CASE("a changed payload or signature is a bad signature") {
    auto token = good_token();
    auto payload_at = token.find('.') + 20;
    auto signature_at = token.rfind('.') + 20;
    token[payload_at] = token[payload_at] == 'A' ? 'B' : 'A';
    CHECK(objection(token) == "bad_signature");
    token = good_token();
    token[signature_at] = token[signature_at] == 'A' ? 'B' : 'A';
    CHECK(objection(token) == "bad_signature");
}

TEST_CASE("the signature of another token does not hold") {
    auto claims = sample_claims();
    claims.user = numbered<UserId>(9);
    auto other = sign_access_token(key(), claims);
    auto token = good_token();
    CHECK(objection(token.substr(0, token.rfind('.')) + other.substr(other.rfind('.'))) ==
          "bad_signature");
}

TEST_CASE("a token without a signature is not the algorithm we take") {
    for (auto alg : {"none", "None", "NONE", "", "HS256", "ES256", "eddsa", "EdDSA "}) {
        auto token = forge(key(), header_with(alg, "JWT", key().id), good_payload());
        CHECK(objection(token) == "wrong_algorithm");
        CHECK(objection(token.substr(0, token.rfind('.') + 1)) == "wrong_algorithm");
    }
    auto bare = codec::base64url_encode(R"({"alg":"none"})");
    CHECK(objection(bare + '.' + codec::base64url_encode(good_payload()) + '.') ==
          "wrong_algorithm");
}

TEST_CASE("a good header with an empty signature is a bad signature") {
    auto token = good_token();
    CHECK(objection(token.substr(0, token.rfind('.') + 1)) == "bad_signature");
}

TEST_CASE("a token of a key that is not known is refused") {
    CHECK(objection(sign_access_token(generate_signing_key(), sample_claims())) == "unknown_key");
    CHECK(objection(forge(key(), R"({"alg":"EdDSA","typ":"at+jwt"})", good_payload())) ==
          "unknown_key");
    TokenVerifier without_keys({});
    CHECK(without_keys.verify(good_token(), sample_now()).error() == TokenError::unknown_key);
}

TEST_CASE("a token of another key under a known id is a bad signature") {
    auto impostor = generate_signing_key();
    impostor.id = key().id;
    CHECK(objection(sign_access_token(impostor, sample_claims())) == "bad_signature");
}

TEST_CASE("a token expires to the millisecond, remembered or not") {
    auto end = sample_claims().expires_at;
    CHECK(objection(good_token(), {end.milliseconds - 1}) == "");
    CHECK(objection(good_token(), end) == "expired");

    TokenVerifier verifier({public_key(key())});
    REQUIRE(verifier.verify(good_token(), sample_now()).has_value());
    CHECK(verifier.verify(good_token(), end).error() == TokenError::expired);
    CHECK(verifier.remembered_tokens() == 0);
}

TEST_CASE("a token from tomorrow is not valid yet, one from within the skew is") {
    CHECK(objection(good_token(), later(sample_now(), -86'400)) == "not_yet_valid");
    CHECK(objection(good_token(), later(sample_now(), -61)) == "not_yet_valid");
    CHECK(objection(good_token(), later(sample_now(), -60)) == "");
}

TEST_CASE("claims that we never sign are malformed, properly signed or not") {
    auto now = sample_now().milliseconds / 1000;
    for (auto const& payload : {
             payload_with("somebody", now, now + 900),
             payload_with("", now, now + 900),
             payload_with("atelier", now, now),
             payload_with("atelier", now, now - 1),
             payload_with("atelier", now, now + 3601),
             payload_with("atelier", -1, now + 900),
             payload_with("atelier", INT64_MIN, INT64_MAX),
             payload_with("atelier", 0, INT64_MAX),
             std::string("{}"),
             std::string("[]"),
             std::string(""),
             good_payload() + "x",
             good_payload().replace(1, 0, R"("adm":true,)"),
             good_payload().replace(1, 0, R"("iss":"atelier",)"),
         }) {
        CHECK(objection(forge(key(), good_header(), payload)) == "malformed");
    }
}

TEST_CASE("a header with an extension is malformed") {
    for (auto extension : {R"("crit":["exp"],)", R"("jku":"https://example.com",)", R"("jwk":{},)",
                           R"("b64":false,)", R"("alg":"none",)"}) {
        CHECK(objection(forge(key(), good_header().replace(1, 0, extension), good_payload())) !=
              "");
    }
}

TEST_CASE("what has not the form of a token is malformed") {
    auto token = good_token();
    for (auto const& text :
         {std::string(), std::string("."), std::string(".."), std::string("..."),
          std::string("Bearer"), token + ".", token + ".x", "." + token, token + "=", token + "\n",
          " " + token, std::string(max_token_bytes + 1, 'A'), std::string(500, '.'),
          std::string(100, '\xff'), token.substr(0, token.rfind('.'))}) {
        CHECK(objection(text) == "malformed");
    }
}

TEST_CASE("every beginning of a token is refused") {
    auto token = good_token();
    for (std::size_t size = 0; size < token.size(); ++size) {
        CHECK(objection(std::string_view(token).substr(0, size)) != "");
    }
}

TEST_CASE("the tokens of a revoked session fail at once, those of others do not") {
    TokenVerifier verifier({public_key(key())});
    auto others = sample_claims();
    others.session = numbered<SessionId>(3);
    auto unseen = sample_claims();
    unseen.expires_at = later(unseen.expires_at, 1);
    REQUIRE(verifier.verify(good_token(), sample_now()).has_value());

    verifier.revoke(sample_claims().session, sample_now());
    CHECK(verifier.revoked_sessions() == 1);
    CHECK(verifier.verify(good_token(), sample_now()).error() == TokenError::revoked);
    CHECK(verifier.verify(sign_access_token(key(), unseen), sample_now()).error() ==
          TokenError::revoked);
    CHECK(verifier.verify(sign_access_token(key(), others), sample_now()).has_value());
}

TEST_CASE("a session stays revoked until every token that it can have has expired") {
    TokenVerifier verifier({public_key(key())});
    verifier.revoke(sample_claims().session, sample_now());
    auto longest = sample_claims();
    longest.issued_at = later(sample_now(), 60);
    longest.expires_at = later(longest.issued_at, 3600);
    auto last_moment = later(longest.expires_at, -1);
    verifier.revoke(numbered<SessionId>(7), last_moment);
    CHECK(verifier.verify(sign_access_token(key(), longest), last_moment).error() ==
          TokenError::revoked);
    verifier.revoke(numbered<SessionId>(8), later(last_moment, 3600));
    CHECK(verifier.revoked_sessions() == 2);
}

TEST_CASE("threads that verify and revoke together never see a revoked session pass") {
    TokenVerifier verifier({public_key(key())});
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (std::uint8_t number = 1; number <= 4; ++number) {
        threads.emplace_back([&, number] {
            for (std::uint8_t round = 0; round < 50; ++round) {
                auto claims = sample_claims();
                claims.session.uuid.bytes[1] = number;
                claims.session.uuid.bytes[2] = round;
                auto token = sign_access_token(key(), claims);
                if (!verifier.verify(good_token(), sample_now())) ++wrong;
                if (!verifier.verify(token, sample_now())) ++wrong;
                verifier.revoke(claims.session, sample_now());
                if (verifier.verify(token, sample_now())) ++wrong;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(wrong.load() == 0);
    CHECK(verifier.revoked_sessions() == 200);
}

}  // namespace atelier::api
