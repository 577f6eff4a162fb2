#include <algorithm>

#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

struct Fixture {
    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal};
    Connection owner{database.owner_url()};

    void append_some(StreamId stream, int events) {
        for (int version = 0; version < events; ++version) {
            REQUIRE(is<Appended>(append(appender, one_event(stream, version))));
        }
    }
    /// Rows in everything that an append can write to.
    std::vector<std::int64_t> traces() {
        std::vector<std::int64_t> counts;
        for (auto const* const table :
             {"log.events", "log.streams", "log.claims", "log.commands", "log.secrets"}) {
            counts.push_back(count(owner, table));
        }
        return counts;
    }
};

/// A request that would leave a trace everywhere.
AppendRequest full_request(StreamId stream, std::int64_t version, std::string const& name) {
    auto request = one_event(stream, version);
    request.claims = {{"slug", name, to_text(stream)}};
    request.secrets = {{"person_key", name, "secret"}};
    request.answer = Answer{"scope", name, "hash", "answer to " + name};
    return request;
}

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "an append answers with the position, wakes readers, and leaves everything it names") {
    auto const stream = new_stream();
    auto request = full_request(stream, 0, "harbour");
    request.events.push_back(event_after(stream, 1));
    auto const outcome = append(appender, request);
    REQUIRE(is<Appended>(outcome));
    CHECK(std::get<Appended>(outcome).position == 2);
    CHECK(comes_true([this] { return signal.wait_beyond(1, std::chrono::milliseconds{0}); }));
    CHECK(traces() == std::vector<std::int64_t>{2, 1, 1, 1, 1});
    auto const events = read_forward(owner, 0, 10);
    REQUIRE(events.size() == 2);
    CHECK(events[1].id == request.events[1].id);
    CHECK(events[1].stream == stream);
    CHECK(events[1].version == 2);
    CHECK(events[1].recorded_at == std::get<Appended>(outcome).recorded_at);
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture,
                  "one batch is judged request by request, and a refused one leaves no trace") {
    auto const read_only = new_stream(StreamKind::project);
    append_some(read_only, 2);
    REQUIRE(is<Appended>(append(appender, full_request(new_stream(), 0, "taken"))));
    auto const before = traces();

    HeldLog held{database.owner_url()};
    auto first = submit(appender, one_event(new_stream(), 0));
    held.wait_for(owner, 1);
    // These all wait while the first one is under way, and so become one batch.
    auto accepted = submit(appender, full_request(new_stream(), 0, "free"));
    auto conflict = submit(appender, full_request(new_stream(), 5, "conflict"));
    auto guarded = full_request(new_stream(), 0, "guarded");
    guarded.guards.push_back({read_only, 1});
    auto guard_conflict = submit(appender, guarded);
    auto claimed = full_request(new_stream(), 0, "claimed");
    claimed.claims = {{"slug", "taken", "me"}};
    auto claim_taken = submit(appender, claimed);
    auto replayed = submit(appender, full_request(new_stream(), 0, "taken"));
    auto reusing = full_request(new_stream(), 0, "reused");
    reusing.answer = Answer{"scope", "taken", "another hash", ""};
    auto key_reused = submit(appender, reusing);
    auto also_accepted = submit(appender, full_request(new_stream(), 0, "also free"));
    held.release();

    CHECK(is<Appended>(first.get()));
    CHECK(std::get<Appended>(accepted.get()).position == 5);
    auto const conflict_outcome = conflict.get();
    CHECK(is<Conflict>(conflict_outcome));
    CHECK(std::get<Conflict>(guard_conflict.get()).streams == std::vector{read_only});
    auto const taken = std::get<ClaimTaken>(claim_taken.get());
    CHECK(taken.scope == "slug");
    CHECK(taken.key == "taken");
    auto const replay = std::get<Replayed>(replayed.get());
    CHECK(replay.response == "answer to taken");
    CHECK(replay.position == 3);
    CHECK(is<KeyReused>(key_reused.get()));
    CHECK(std::get<Appended>(also_accepted.get()).position == 6);

    CHECK(traces() == std::vector<std::int64_t>{before[0] + 3, before[1] + 3, before[2] + 2,
                                                before[3] + 2, before[4] + 2});
    // One transaction wrote both accepted ones of the batch.
    CHECK(
        owner.execute("select count(distinct xmin::text) from log.events where position in (5, 6)")
            .integer(0, 0) == 1);
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture,
                  "a guard that a batch shares refuses those who look at it, and nobody else") {
    auto const moved = new_stream(StreamKind::project);
    auto const unmoved = new_stream(StreamKind::workspace);
    append_some(moved, 2);
    append_some(unmoved, 1);
    auto const looking_at = [](std::vector<Guard> guards) {
        auto request = one_event(new_stream(), 0);
        request.guards.insert(request.guards.begin(), guards.begin(), guards.end());
        return request;
    };
    auto taken = looking_at({{unmoved, 1}, {moved, 1}});
    taken.claims = {{"slug", "taken", "me"}};
    auto owning = one_event(new_stream(), 0);
    owning.claims = taken.claims;
    REQUIRE(is<Appended>(append(appender, owning)));

    HeldLog held{database.owner_url()};
    auto first = submit(appender, one_event(new_stream(), 0));
    held.wait_for(owner, 1);
    auto one = submit(appender, looking_at({{unmoved, 1}, {moved, 1}}));
    auto other = submit(appender, looking_at({{moved, 1}, {unmoved, 0}}));
    auto present = submit(appender, looking_at({{moved, 2}, {unmoved, 1}}));
    auto also_present = submit(appender, looking_at({{unmoved, 1}, {moved, 2}}));
    auto loser = submit(appender, taken);
    auto elsewhere = submit(appender, looking_at({{unmoved, 1}}));
    held.release();

    CHECK(is<Appended>(first.get()));
    CHECK(std::get<Conflict>(one.get()).streams == std::vector{moved});
    CHECK(std::get<Conflict>(other.get()).streams == std::vector{moved, unmoved});
    CHECK(is<Appended>(present.get()));
    CHECK(is<Appended>(also_present.get()));
    CHECK(std::get<Conflict>(loser.get()).streams == std::vector{moved});
    CHECK(is<Appended>(elsewhere.get()));
    CHECK(count(owner, "log.claims") == 1);
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture,
                  "a conflict names every stream that has another version, written or read only") {
    auto const one = new_stream();
    auto const other = new_stream(StreamKind::project);
    auto const unchanged = new_stream(StreamKind::workspace);
    append_some(one, 1);
    append_some(other, 2);
    append_some(unchanged, 1);
    AppendRequest request;
    request.guards = {{one, 0}, {unchanged, 1}, {other, 1}};
    request.events = {event_after(one, 0)};
    auto const outcome = append(appender, request);
    REQUIRE(is<Conflict>(outcome));
    auto streams = std::get<Conflict>(outcome).streams;
    std::ranges::sort(streams);
    std::vector expected{one, other};
    std::ranges::sort(expected);
    CHECK(streams == expected);
}

TEST_CASE_FIXTURE(
    Fixture, "a guard on a stream that is only read holds, also for one that must not exist yet") {
    auto const read = new_stream(StreamKind::workspace);
    auto const written = new_stream();
    auto request = one_event(written, 0);
    request.guards.push_back({read, 0});
    REQUIRE(is<Appended>(append(appender, request)));
    append_some(read, 1);
    request = one_event(written, 1);
    request.guards.push_back({read, 0});
    CHECK(is<Conflict>(append(appender, request)));
    request.guards.back().version = 1;
    CHECK(is<Appended>(append(appender, request)));
}

TEST_CASE_FIXTURE(Fixture, "requests that build on one another may be submitted without waiting") {
    auto const stream = new_stream();
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int version = 0; version < 50; ++version)
        outcomes.push_back(submit(appender, one_event(stream, version)));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        auto const outcome = outcomes[i].get();
        REQUIRE(is<Appended>(outcome));
        CHECK(std::get<Appended>(outcome).position == static_cast<Position>(i) + 1);
    }
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture, "a command without an event is judged too, and its answer is kept") {
    auto const stream = new_stream();
    append_some(stream, 1);
    AppendRequest request;
    request.guards = {{stream, 1}};
    request.answer = Answer{"scope", "key", "hash", "nothing changed"};
    auto const outcome = append(appender, request);
    REQUIRE(is<Appended>(outcome));
    CHECK(std::get<Appended>(outcome).position == 1);
    CHECK(std::get<Replayed>(append(appender, request)).response == "nothing changed");
    request.answer.reset();
    request.guards.front().version = 0;
    CHECK(is<Conflict>(append(appender, request)));
    CHECK(read_head(owner) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a claim that was given back can be taken again") {
    auto const stream = new_stream();
    REQUIRE(is<Appended>(append(appender, full_request(stream, 0, "harbour"))));
    auto give_back = one_event(stream, 1);
    give_back.claims = {{"slug", "harbour", to_text(stream), true}};
    REQUIRE(is<Appended>(append(appender, give_back)));
    auto const take_for = [](StreamId taker) {
        auto take = one_event(taker, 0);
        take.claims = {{"slug", "harbour", to_text(taker)}};
        return take;
    };
    CHECK(is<Appended>(append(appender, take_for(new_stream()))));
    CHECK(is<ClaimTaken>(append(appender, take_for(new_stream()))));
}

TEST_CASE_FIXTURE(
    Fixture, "one request that the database cannot take does not refuse the others of its batch") {
    HeldLog held{database.owner_url()};
    auto first = submit(appender, one_event(new_stream(), 0));
    held.wait_for(owner, 1);
    auto good = submit(appender, one_event(new_stream(), 0));
    auto bad_request = one_event(new_stream(), 0);
    bad_request.events.front().data = std::string{"a\0b", 3};
    auto bad = submit(appender, bad_request);
    auto also_good = submit(appender, one_event(new_stream(), 0));
    held.release();
    CHECK(is<Appended>(first.get()));
    CHECK(is<Appended>(good.get()));
    auto const refused = bad.get();
    REQUIRE(is<Unavailable>(refused));
    CHECK_FALSE(std::get<Unavailable>(refused).in_doubt);
    CHECK(is<Appended>(also_good.get()));
    audit(owner);
}

TEST_CASE_FIXTURE(Fixture,
                  "an appender that stops appends what waits, and refuses what comes later") {
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int i = 0; i < 20; ++i) outcomes.push_back(submit(appender, one_event(new_stream(), 0)));
    appender.stop();
    for (auto& outcome : outcomes) CHECK(is<Appended>(outcome.get()));
    auto const late = append(appender, one_event(new_stream(), 0));
    REQUIRE(is<Unavailable>(late));
    CHECK_FALSE(std::get<Unavailable>(late).in_doubt);
    appender.stop();
}

}  // namespace atelier::test
