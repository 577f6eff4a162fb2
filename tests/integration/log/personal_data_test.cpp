#include "eventstore/codec/event_codec.hpp"
#include "eventstore/keys/key_ring.hpp"
#include "eventstore/log/housekeeper.hpp"
#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

crypto::MasterKey master(char digit = '7') {
    return crypto::MasterKey::from_text(std::string(64, digit)).value();
}

/// A log with one person in it.
struct Fixture {
    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal};
    Connection owner{database.owner_url()};
    UserId olga{new_uuid()};

    Fixture() {
        KeyRing keys{master(), database.service_url()};
        AppendRequest request;
        request.secrets = {keys.create(olga)};
        Event event = user::UserRegistered{{olga, std::string{"olga@example.org"}},
                                           {olga, std::string{"Olga Ahoi"}}};
        seal_personal(event, keys.sealer());
        auto const encoded = encode(event);
        Metadata metadata;
        metadata.actor = olga;
        metadata.origin = {
            olga, Sealed{keys.seal(olga, codec::to_json(Origin{"192.0.2.7", "Lynx/2.8"}))}};
        request.guards = {{stream_of(olga), 0}};
        request.events = {{EventId{new_uuid()},
                           stream_of(olga),
                           1,
                           {},
                           encoded.type,
                           encoded.schema_version,
                           encoded.data,
                           encode(metadata)}};
        REQUIRE(is<Appended>(append(appender, std::move(request))));
    }

    RecordedEvent stored() { return decode(read_forward(owner, 0, 1).front()); }
    Personal<std::string> stored_name() {
        return std::get<user::UserRegistered>(stored().event).name;
    }
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "no name, address or origin of a person stands anywhere in the log in the clear") {
    // Each has a character that no digit of a sealed text is: those may spell a short name.
    for (std::string const text : {"olga@", "@example.org", "Olga Ahoi", "192.0.2.7", "Lynx/2.8"}) {
        CAPTURE(text);
        CHECK(count(owner, "log.events e where e::text ilike '%" + text + "%'") == 0);
        CHECK(count(owner, "log.secrets s where position('" + text + "'::bytea in s.value) > 0") ==
              0);
        CHECK(count(owner, "log.streams s where s::text ilike '%" + text + "%'") == 0);
    }
}

TEST_CASE_FIXTURE(Fixture, "a node that has the master key opens what another one wrote") {
    KeyRing keys{master(), database.service_url()};
    CHECK_FALSE(keys.has(olga));
    CHECK(keys.open(stored_name()) == "Olga Ahoi");
    CHECK(keys.has(olga));
    auto const origin = keys.open(*stored().metadata.origin);
    REQUIRE(origin.has_value());
    CHECK(origin->address == "192.0.2.7");
}

TEST_CASE_FIXTURE(Fixture, "a wrong master key is noticed, and opens nothing") {
    KeyRing keys{master('8'), database.service_url()};
    CHECK_THROWS_AS(keys.open(stored_name()), DatabaseError);
    Connection connection{database.service_url()};
    try {
        keys.load(connection, olga);
        FAIL_CHECK("the key was taken");
    } catch (DatabaseError const& error) {
        CHECK(std::string{error.what()}.find("another master key") != std::string::npos);
        CHECK_FALSE(error.is_retryable());
    }
    CHECK_FALSE(keys.has(olga));
}

TEST_CASE_FIXTURE(
    Fixture, "once the key is erased nothing opens what it sealed, and the chain still holds") {
    auto const before = owner.execute("select hash from log.events").bytes(0, 0);
    Connection service{database.service_url()};
    service.execute("delete from log.secrets where kind = 'person_key'");
    KeyRing keys{master(), database.service_url()};
    CHECK_FALSE(keys.open(stored_name()).has_value());
    CHECK_FALSE(keys.open(*stored().metadata.origin).has_value());
    CHECK(stored_name().is_sealed());
    CHECK(owner.execute("select hash from log.events").bytes(0, 0) == before);
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture, "a key that an erasure has overwritten is none, and is swept away") {
    auto const of_keys = "log.secrets s where s.kind = 'person_key'";
    Connection service{database.service_url()};
    service.execute("update log.secrets set value = '' where kind = 'person_key'");
    KeyRing keys{master(), database.service_url()};
    keys.load(service, olga);
    CHECK_FALSE(keys.has(olga));
    CHECK_FALSE(keys.open(stored_name()).has_value());
    forget_erased(service, {});
    CHECK(count(owner, of_keys) == 1);
    owner.execute("insert into log.claims values ('erased_people', '" + to_text(olga) +
                  "', 'user-" + to_text(olga) + "')");
    forget_erased(service, {});
    CHECK(count(owner, of_keys) == 0);
}

TEST_CASE_FIXTURE(Fixture, "what was kept for repeats goes with the person, and nobody else's") {
    auto const id = to_text(olga);
    auto const add = [&](std::string const& scope, std::string const& response) {
        owner.execute("insert into log.commands values ('" + scope + "', gen_random_uuid(), '', '" +
                      response + "', 1, now())");
    };
    add(id, "200 1 \n{}");
    add("anonymous", R"({"id":")" + id + R"(","email":"olga@example.org"})");
    add("anonymous", R"({"id":")" + to_text(new_uuid()) + R"(","email":"mia@example.org"})");
    add(to_text(new_uuid()), R"({"assignees":[")" + id + R"("]})");
    Connection service{database.service_url()};
    forget_erased(service, {olga});
    CHECK(count(owner, "log.commands c where c.response like '%olga%' or c.scope = '" + id + "'") ==
          0);
    CHECK(count(owner, "log.commands c") == 2);
}

TEST_CASE_FIXTURE(Fixture, "one person's key does not open what another person's sealed") {
    KeyRing keys{master(), database.service_url()};
    UserId const mia{new_uuid()};
    keys.create(mia);
    auto stolen = stored_name();
    stolen.subject = mia;
    CHECK_FALSE(keys.open(stolen).has_value());
}

}  // namespace atelier::test
