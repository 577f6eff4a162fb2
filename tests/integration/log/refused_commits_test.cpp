#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

constexpr auto not_this_one = "raise exception 'not this one' using errcode = '23514';";

/// A database that refuses a commit: when all that the statement does is done, and its rows
/// are on their way.
struct RefusedCommit {
    TestDatabase database;
    Connection owner{database.owner_url()};
    LogSignal signal;
    Appender appender{database.service_url(), signal, std::chrono::seconds{30}};
    StreamId stream = new_stream();

    RefusedCommit() {
        REQUIRE(is<Appended>(append(appender, one_event(stream, 0))));
        owner.execute("create table said (word text)");
        owner.execute("grant insert on said to atelier");
    }

    /// So many times an insert into the table meets `refusal` (statements of PL/pgSQL) when it is
    /// committed.
    void refuse_next(std::string const& table, std::string const& refusal, int times = 1) {
        // What a sequence has given it does not take back.
        owner.execute("create sequence refusals; grant usage on sequence refusals to public");
        owner.execute(
            "create function refuse() returns trigger language plpgsql as $$ begin "
            "if nextval('public.refusals') <= " +
            std::to_string(times) + " then " + refusal + " end if; return null; end $$");
        owner.execute("create constraint trigger refuse after insert on " + table +
                      " initially deferred for each row execute function refuse()");
    }
    void cut_next(std::string const& table) {
        refuse_next(table, "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60);");
    }
    void check_events(Position expected) {
        CHECK(read_head(owner) == expected);
        audit(owner);
    }
};

/// What became of `statement` on a connection of the service.
template <class Statement>
std::string failure_of(Statement statement) {
    try {
        statement();
    } catch (DatabaseError const& error) {
        return error.state().empty() ? "lost" : error.state();
    }
    return "none";
}

}  // namespace

TEST_CASE_FIXTURE(RefusedCommit, "an event whose commit is cut off is appended again, once") {
    cut_next("log.events");
    auto const outcome = append(appender, one_event(stream, 1));
    REQUIRE(is<Appended>(outcome));
    CHECK(std::get<Appended>(outcome).position == 2);
    check_events(2);
}

TEST_CASE_FIXTURE(RefusedCommit, "a batch whose commit is cut off is appended again, once") {
    HeldLog held{database.owner_url()};
    auto before = submit(appender, one_event(stream, 1));
    held.wait_for(owner, 1);
    cut_next("log.claims");
    // Those that wait are one batch.
    std::vector<std::future<AppendOutcome>> others;
    for (int i = 0; i < 5; ++i) {
        auto request = one_event(new_stream(), 0);
        request.claims = {{"seat", to_text(request.events.front().stream), "Ada"}};
        others.push_back(submit(appender, std::move(request)));
    }
    held.release();
    REQUIRE(is<Appended>(before.get()));
    for (auto& other : others) CHECK(is<Appended>(other.get()));
    check_events(7);
}

TEST_CASE_FIXTURE(RefusedCommit, "an event whose commit is refused is not acknowledged") {
    refuse_next("log.events", not_this_one, 1'000);
    auto const outcome = append(appender, one_event(stream, 1));
    REQUIRE(is<Unavailable>(outcome));
    CHECK_FALSE(std::get<Unavailable>(outcome).in_doubt);
    check_events(1);
    owner.execute("drop trigger refuse on log.events");
    CHECK(is<Appended>(append(appender, one_event(stream, 1))));
    check_events(2);
}

TEST_CASE_FIXTURE(RefusedCommit, "statements fail where their commit does") {
    Connection connection{database.service_url()};
    auto const check = [this, &connection](auto say) {
        SUBCASE("refused") {
            refuse_next("said", not_this_one);
            CHECK(failure_of(say) == "23514");
        }
        SUBCASE("cut off") {
            cut_next("said");
            CHECK(failure_of(say) == "lost");
            CHECK_FALSE(connection.is_connected());
        }
        CHECK(count(owner, "said") == 0);
        CHECK(failure_of(say) == "none");
        CHECK(count(owner, "said") == 1);
    };
    SUBCASE("of a batch") {
        check([&connection] {
            Batch batch{connection};
            batch.add_text("test.say", "insert into said values ($1)", {parameter("a")});
            batch.run();
        });
    }
    SUBCASE("of a copy") {
        check([&connection] { connection.copy_in("copy said from stdin", "a\n"); });
    }
}

}  // namespace atelier::test
