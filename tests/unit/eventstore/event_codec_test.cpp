#include "eventstore/codec/event_codec.hpp"

#include <doctest/doctest.h>

#include <set>

#include "eventstore/codec/sample.hpp"
#include "tests/unit/codec/aborts.hpp"

namespace atelier::eventstore {
namespace {

user::UserRegistered in_the_clear() {
    auto const olga = sample<UserId>();
    return {{olga, std::string{"olga@example.org"}}, {olga, std::string{"Olga"}}};
}

}  // namespace

TEST_CASE("every event reads what it writes") {
    for (auto const& type : event_types()) {
        CAPTURE(type.name);
        auto const event = decode(type.name, type.schema_version, type.sample);
        CHECK(type_of(event) == type.name);
        auto const encoded = encode(event);
        CHECK(encoded.type == type.name);
        CHECK(encoded.schema_version == type.schema_version);
        CHECK(encoded.data == type.sample);
    }
}

TEST_CASE("every event has a type, with a name of its own, a version from 1 and a schema") {
    std::set<std::string> names;
    for (auto const& type : event_types()) {
        CHECK(names.insert(type.name).second);
        CHECK(type.schema_version >= 1);
        CHECK(type.json_schema.starts_with("{"));
    }
    CHECK(names.size() == std::variant_size_v<EventVariant>);
}

TEST_CASE("a member that this version does not know is passed over") {
    auto const event =
        decode("TaskMoved", 1,
               R"({"status":"01963b6e-7c00-7abc-8def-0123456789ab","rank":"V","wind":"north"})");
    CHECK(std::get<task::TaskMoved>(event).rank.digits == "V");
}

TEST_CASE("what is not what its type says is unreadable, and the reason says where") {
    CHECK_THROWS_WITH_AS(decode("TaskShifted", 1, "{}"), "no event is called TaskShifted",
                         UnreadableEvent);
    CHECK_THROWS_AS(decode("TaskMoved", 1, R"({"status":7,"rank":"V"})"), UnreadableEvent);
    CHECK_THROWS_AS(decode("TaskMoved", 1, R"({"rank":"V"})"), UnreadableEvent);
    CHECK_THROWS_AS(decode("TaskMoved", 1, "[]"), UnreadableEvent);
    CHECK_THROWS_AS(decode("TaskMoved", 1, ""), UnreadableEvent);
    CHECK_THROWS_AS(decode("TaskMoved", 1, R"({"status":)"), UnreadableEvent);
}

TEST_CASE("personal data is sealed before it is written, and stays sealed when it is read") {
    Event event = in_the_clear();
    std::set<std::string> sealed;
    seal_personal(event, [&sealed](UserId subject, std::string_view plain) {
        CHECK(subject == sample<UserId>());
        sealed.insert(std::string{plain});
        return std::string{"c2VhbGVk"};
    });
    CHECK(sealed == std::set<std::string>{"\"olga@example.org\"", "\"Olga\""});
    auto const data = encode(event).data;
    CHECK(data.find("lga") == std::string::npos);
    auto const again = std::get<user::UserRegistered>(decode("UserRegistered", 1, data));
    CHECK(again.email.is_sealed());
    CHECK(again.email.subject == sample<UserId>());
    CHECK(std::get<Sealed>(again.name.content).ciphertext == "c2VhbGVk");
}

TEST_CASE("what is sealed already is not sealed again") {
    Event event = sample<user::UserRegistered>();
    seal_personal(event, [](UserId, std::string_view) -> std::string {
        throw std::logic_error("sealed twice");
    });
    CHECK(std::get<user::UserRegistered>(event).email.is_sealed());
}

TEST_CASE("writing personal data in the clear is a bug that ends the process") {
    CHECK(aborts([] { encode(Event{in_the_clear()}); }));
}

TEST_CASE("metadata reads what it writes; what is absent stays absent") {
    RawEvent raw;
    raw.stream = {StreamKind::task, {}};
    raw.type = "TaskDeleted";
    raw.schema_version = 1;
    raw.data = "{}";
    raw.recorded_at = Timestamp{100};
    SUBCASE("nothing set") {
        raw.metadata = encode(Metadata{});
        auto const read = decode(raw);
        CHECK_FALSE(read.metadata.actor.has_value());
        CHECK_FALSE(read.metadata.origin.has_value());
        CHECK(read.occurred_at() == Timestamp{100});
    }
    SUBCASE("everything set") {
        auto const metadata = sample<Metadata>();
        raw.metadata = encode(metadata);
        auto const read = decode(raw);
        CHECK(encode(read.metadata) == raw.metadata);
        CHECK(read.metadata.actor == metadata.actor);
        CHECK(read.occurred_at() == *metadata.occurred_at);
    }
    SUBCASE("not metadata") {
        raw.metadata = "[]";
        CHECK_THROWS_AS(decode(raw), UnreadableEvent);
    }
}

TEST_CASE("stored JSON never holds the separator of the hash chain") {
    project::ProjectCreated created;
    created.name =
        "a\x1f"
        "b";
    auto const data = encode(Event{created}).data;
    CHECK(data.find('\x1f') == std::string::npos);
    CHECK(std::get<project::ProjectCreated>(decode("ProjectCreated", 1, data)).name ==
          created.name);
}

}  // namespace atelier::eventstore
