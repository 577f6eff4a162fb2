#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

constexpr auto insufficient_privilege = "42501";

std::string state_of(Connection& connection, std::string const& statement) {
    try {
        connection.execute(statement);
        return "done";
    } catch (DatabaseError const& error) {
        return error.state();
    }
}

struct Fixture {
    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal};
    Connection owner{database.owner_url()};
    Connection service{database.service_url()};

    Fixture() { REQUIRE(is<Appended>(append(appender, one_event(new_stream(), 0)))); }
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture,
    "events are not changed, removed or truncated by the service's role, nor by their owner") {
    for (auto* const connection : {&service, &owner}) {
        CHECK(state_of(*connection, "update log.events set data = '{}'") == insufficient_privilege);
        CHECK(state_of(*connection, "update log.events set position = 5 where position = 1") ==
              insufficient_privilege);
        CHECK(state_of(*connection, "delete from log.events") == insufficient_privilege);
        CHECK(state_of(*connection, "truncate log.events") == insufficient_privilege);
        CHECK(state_of(*connection, "truncate log.events cascade") == insufficient_privilege);
    }
    CHECK(count(owner, "log.events") == 1);
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture,
                  "a partition is no way around, neither a first one nor one that was made later") {
    for (auto* const connection : {&service, &owner}) {
        for (std::string const partition : {"log.events_000", "log.events_001"}) {
            CAPTURE(partition);
            CHECK(state_of(*connection, "truncate " + partition) == insufficient_privilege);
        }
        CHECK(state_of(*connection, "update log.events_000 set data = '{}'") ==
              insufficient_privilege);
        CHECK(state_of(*connection, "delete from log.events_000") == insufficient_privilege);
    }
    owner.execute("update log.head set position = 15000000");
    service.run(sql::log_prepare_partitions);
    service.run(sql::log_prepare_partitions);
    CHECK(state_of(owner, "truncate log.events_002") == insufficient_privilege);
}

TEST_CASE_FIXTURE(Fixture, "an event of the first position of the next partition is kept there") {
    owner.execute("update log.head set position = 9999999");
    REQUIRE(is<Appended>(append(appender, one_event(new_stream(), 0))));
    REQUIRE(is<Appended>(append(appender, one_event(new_stream(), 0))));
    CHECK(count(owner, "log.events_000 where position = 10000000") == 1);
    CHECK(count(owner, "log.events_001 where position = 10000001") == 1);
}

TEST_CASE_FIXTURE(Fixture, "the service's role writes the log through its function only") {
    for (auto const* const statement :
         {"insert into log.events select 2, gen_random_uuid(), stream, 2, type, 1, workspace_id, "
          "data, metadata, "
          "recorded_at, hash from log.events",
          "insert into log.events_000 select 2, gen_random_uuid(), stream, 2, type, 1, "
          "workspace_id, data, metadata, "
          "recorded_at, hash from log.events",
          "update log.head set position = 0",
          "select log.append_batch(0, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', "
          "'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', "
          "'{}')",
          "delete from log.head",
          "update log.streams set version = 0",
          "insert into log.streams values ('task-1', 1, gen_random_uuid())",
          "delete from log.streams",
          "insert into log.claims values ('slug', 'a', 'b')",
          "delete from log.claims",
          "insert into log.commands select 'a', 'b', '', '', 1, now()",
          "update log.commands set response = ''",
          "update log.identity set log_id = gen_random_uuid()",
          "update log.identity set epoch = gen_random_uuid()",
          "select log.start_epoch()",
          "alter table log.events disable trigger all",
          "drop trigger events_are_final on log.events",
          "drop table log.events",
          "drop schema log cascade",
          "alter table log.events owner to atelier",
          "create table log.other (a int)",
          "create trigger mine before insert on log.events for each row execute function "
          "log.refuse_change()",
          "select log.refuse_change()",
          "set role postgres",
          "alter role atelier superuser",
          "insert into migration.applied values (99, 'mine')",
          "delete from migration.applied"}) {
        CAPTURE(statement);
        auto const state = state_of(service, statement);
        CHECK(state == insufficient_privilege);
    }
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture, "the service's role owns nothing of the log and is no superuser") {
    CHECK(
        count(owner,
              "pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('log', "
              "'migration') and pg_get_userbyid(c.relowner) = 'atelier'") == 0);
    CHECK(
        count(owner,
              "pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'log' and "
              "pg_get_userbyid(p.proowner) = 'atelier'") == 0);
    CHECK(
        count(
            owner,
            "pg_roles where rolname = 'atelier' and (rolsuper or rolcreaterole or rolbypassrls or "
            "rolcreatedb or rolreplication)") == 0);
    CHECK(
        count(
            owner,
            "pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = 'atelier'") ==
        0);
}

TEST_CASE_FIXTURE(Fixture,
                  "a function of the log looks up nothing in a schema that others can write to") {
    CHECK(
        count(owner,
              "pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'log' and "
              "p.prosecdef and not exists (select from unnest(p.proconfig) c where c like "
              "'search_path=pg_catalog, pg_temp')") == 0);
}

}  // namespace atelier::test
