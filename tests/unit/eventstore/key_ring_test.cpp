#include "eventstore/keys/key_ring.hpp"

#include <doctest/doctest.h>

#include "eventstore/codec/sample.hpp"

namespace atelier::eventstore {
namespace {

constexpr auto nowhere = "postgresql://nobody@127.0.0.1:1/none";
UserId const olga{{{1}}};
UserId const mia{{{2}}};

crypto::MasterKey master() { return crypto::MasterKey::from_text(std::string(64, '7')).value(); }

}  // namespace

TEST_CASE("what is sealed with a person's key is opened with it, without the database") {
    KeyRing keys{master(), nowhere};
    CHECK_FALSE(keys.has(olga));
    auto const secret = keys.create(olga);
    CHECK(secret.kind == "person_key");
    CHECK(secret.key == to_text(olga));
    CHECK(keys.has(olga));
    Personal<std::string> name{olga, Sealed{keys.seal(olga, "\"Olga\"")}};
    CHECK(keys.open(name) == "Olga");
    CHECK(keys.open(Personal<std::string>{olga, std::string{"in the clear"}}) == "in the clear");
}

TEST_CASE("the stored key is wrapped for its person by the master key") {
    KeyRing keys{master(), nowhere};
    auto const secret = keys.create(olga);
    auto const sealed = keys.seal(olga, "\"Olga\"");
    CHECK(secret.value.find(sealed) == std::string::npos);
    CHECK(master().unwrap(secret.value, to_text(olga)).has_value());
    CHECK_FALSE(master().unwrap(secret.value, to_text(mia)).has_value());
}

TEST_CASE("the same text is never sealed to the same bytes") {
    KeyRing keys{master(), nowhere};
    keys.create(olga);
    CHECK(keys.seal(olga, "\"Olga\"") != keys.seal(olga, "\"Olga\""));
}

TEST_CASE("what belongs to another person, was changed, or is no base64, is not opened") {
    KeyRing keys{master(), nowhere};
    keys.create(olga);
    keys.create(mia);
    auto const sealed = keys.seal(olga, "\"Olga\"");
    CHECK_FALSE(keys.open_json(mia, Sealed{sealed}).has_value());
    auto changed = sealed;
    changed[5] = changed[5] == 'A' ? 'B' : 'A';
    CHECK_FALSE(keys.open_json(olga, Sealed{changed}).has_value());
    CHECK_FALSE(keys.open_json(olga, Sealed{"%%"}).has_value());
    CHECK_FALSE(keys.open_json(olga, Sealed{""}).has_value());
}

TEST_CASE(
    "a full ring forgets the key that was not used for longest, never one that was just looked "
    "up") {
    KeyRing keys{master(), nowhere, 3};
    keys.create(olga);
    for (std::uint8_t number = 10; number < 100; ++number) {
        keys.create(UserId{{{number}}});
        CHECK(keys.has(olga));
    }
    CHECK(keys.has(UserId{{{99}}}));
    CHECK_FALSE(keys.has(UserId{{{90}}}));
    CHECK_NOTHROW(keys.seal(olga, "\"Olga\""));
}

TEST_CASE("sealing for a person whose key is not there is told") {
    KeyRing keys{master(), nowhere};
    CHECK_THROWS_AS(keys.seal(olga, "\"Olga\""), KeyGone);
}

TEST_CASE("the key of who was erased is gone, and is not taken again") {
    KeyRing keys{master(), nowhere};
    keys.create(olga);
    keys.create(mia);
    keys.forget(olga);
    CHECK(keys.is_forgotten(olga));
    CHECK_FALSE(keys.has(olga));
    CHECK_THROWS_AS(keys.seal(olga, "\"Olga\""), KeyGone);
    keys.create(olga);
    CHECK_FALSE(keys.has(olga));
    keys.forget(olga);
    CHECK(keys.has(mia));
    CHECK_FALSE(keys.is_forgotten(mia));
}

}  // namespace atelier::eventstore
