#include "api/auth/token_verifier.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/unit/crypto/token_samples.hpp"

// Access tokens. The first byte chooses: a token that somebody made up; one of ours with bytes
// changed (three bytes each: the place and what it is combined with); a header and a payload (two
// lines) that are properly signed.

namespace atelier::fuzz {
namespace {

using api::TokenVerifier;

api::SigningKey const& key() {
    static auto const made = api::signing_key_from_seed({7});
    return made;
}

std::string const& ours() {
    static auto const made = api::sign_access_token(key(), api::sample_claims());
    return made;
}

/// A new one each time would check every signature anew; one for all would remember.
TokenVerifier& verifier() {
    static TokenVerifier made{{api::public_key(key())}};
    return made;
}

void check_made_up(std::string_view token) {
    auto const claims = verifier().verify(token, api::sample_now());
    require(!claims || token == ours(), "a made up token is accepted");
}

void check_changed(Input& input) {
    auto token = ours();
    while (!input.empty()) {
        auto& changed = token[input.number(2) % token.size()];
        changed = static_cast<char>(changed ^ input.byte());
    }
    auto const claims = verifier().verify(token, api::sample_now());
    require(claims.has_value() == (token == ours()), "a changed token is accepted");
}

/// Whatever is said in it, a token lives for a bounded time around now and says who it is of.
void check_signed(Input& input) {
    std::string const header{input.line()};
    auto const token = api::forge(key(), header, input.rest());
    auto const now = api::sample_now();
    auto const claims = verifier().verify(token, now);
    if (!claims) return require(!api::to_text(claims.error()).empty(), "a refusal has no name");
    constexpr auto lifetime = std::chrono::milliseconds(api::max_token_lifetime).count();
    constexpr auto skew = std::chrono::milliseconds(api::token_clock_skew).count();
    require(now < claims->expires_at, "an expired token is accepted");
    require(claims->issued_at.milliseconds <= now.milliseconds + skew, "a token of the future");
    require(claims->expires_at.milliseconds - claims->issued_at.milliseconds <= lifetime,
            "a token lives for ever");
    require(header.find("none") == std::string::npos, "a token without algorithm is accepted");
}

}  // namespace

void try_input(std::string_view bytes) {
    Input input{bytes};
    switch (input.byte() % 3) {
        case 0:
            return check_made_up(input.rest());
        case 1:
            return check_changed(input);
        default:
            return check_signed(input);
    }
}

}  // namespace atelier::fuzz
