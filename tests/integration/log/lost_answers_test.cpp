#include "tests/integration/log/cut_node.hpp"

namespace atelier::test {
namespace {

using namespace std::chrono_literals;

struct Node : CutNode {
    /// Connected, and everything prepared.
    Node() { REQUIRE(is<Appended>(append(appender, one_event(stream, 0)))); }
};

AppendRequest with_answer(AppendRequest request, std::string key) {
    request.answer = Answer{"scope", std::move(key), "hash", "the first answer"};
    return request;
}

}  // namespace

TEST_CASE_FIXTURE(Node, "an answer that is lost after the commit is looked up, not guessed") {
    proxy.lose_next_answer();
    auto const outcome = append(appender, one_event(stream, 1));
    REQUIRE(is<Appended>(outcome));
    CHECK(std::get<Appended>(outcome).position == 2);
    CHECK(std::get<Appended>(outcome).recorded_at == read_forward(owner, 1, 1).front().recorded_at);
    CHECK(count(owner, "log.events") == 2);
    CHECK(signal.wait_beyond(1, 10s));
    audit(owner);
}

TEST_CASE_FIXTURE(Node, "a lost answer to a batch is found out for each request of it") {
    auto const other = new_stream();
    HeldLog held{database.owner_url()};
    auto first = submit(appender, one_event(new_stream(), 0));
    held.wait_for(owner, 1);
    auto accepted = submit(appender, one_event(stream, 1));
    auto refused = submit(appender, one_event(other, 5));
    AppendRequest nothing;
    nothing.guards = {{new_stream(), 0}};
    auto without_events = submit(appender, with_answer(nothing, "nothing"));
    auto with_key = submit(appender, with_answer(one_event(other, 0), "key"));
    // The batch after the held one is the one whose answer goes missing.
    held.release();
    REQUIRE(is<Appended>(first.get()));
    CHECK(is<Appended>(accepted.get()));
    CHECK(is<Conflict>(refused.get()));
    CHECK(is<Appended>(without_events.get()));
    CHECK(is<Appended>(with_key.get()));

    HeldLog again{database.owner_url()};
    auto blocked = submit(appender, one_event(stream, 2));
    again.wait_for(owner, 1);
    proxy.lose_next_answer();
    again.release();
    // Whatever came into the same batch or a later one is told right.
    auto late_refused = submit(appender, one_event(other, 5));
    auto late = submit(appender, with_answer(one_event(other, 1), "other key"));
    CHECK(is<Appended>(blocked.get()));
    CHECK(is<Conflict>(late_refused.get()));
    CHECK(is<Appended>(late.get()));
    CHECK(count(owner, "log.events") == 6);
    audit(owner);
}

TEST_CASE_FIXTURE(Node,
                  "a request without events whose answer is lost gets the answer that was kept") {
    AppendRequest nothing;
    nothing.guards = {{stream, 1}};
    proxy.lose_next_answer();
    auto const outcome = append(appender, with_answer(nothing, "key"));
    REQUIRE(is<Replayed>(outcome));
    CHECK(std::get<Replayed>(outcome).response == "the first answer");
    CHECK(count(owner, "log.commands") == 1);
}

TEST_CASE_FIXTURE(
    Node,
    "an older copy of a request that commits after the node has asked is still the only one") {
    HeldLog held{database.owner_url()};
    auto outcome = submit(appender, one_event(stream, 1));
    held.wait_for(owner, 1);
    proxy.cut_clients();
    // The first copy still waits in the database; the node has looked, found nothing, and sent it
    // again.
    held.wait_for(owner, 2);
    held.release();
    auto const told = outcome.get();
    REQUIRE(is<Appended>(told));
    CHECK(std::get<Appended>(told).position == 2);
    REQUIRE(comes_true([this] { return count(owner, HeldLog::waiting_appends()) == 0; }));
    CHECK(count(owner, "log.events") == 2);
    audit(owner);
}

TEST_CASE_FIXTURE(
    Node, "a backend that is terminated in mid-append is neither a loss nor a second copy") {
    HeldLog held{database.owner_url()};
    auto outcome = submit(appender, one_event(stream, 1));
    held.wait_for(owner, 1);
    owner.execute("select pg_terminate_backend(pid) from " + HeldLog::waiting_appends());
    held.wait_for(owner, 1);
    held.release();
    REQUIRE(is<Appended>(outcome.get()));
    CHECK(count(owner, "log.events") == 2);
    audit(owner);
}

TEST_CASE(
    "a crash between commit and answer: another node gives the first answer to the same key") {
    TestDatabase database;
    LogSignal signal;
    auto const stream = new_stream();
    {
        LossyProxy proxy{database.service_url()};
        Appender crashing{proxy.url(), signal, 100ms};
        REQUIRE(is<Appended>(append(crashing, one_event(stream, 0))));
        proxy.refuse(true);
        proxy.lose_next_answer();
        auto const outcome = append(crashing, with_answer(one_event(stream, 1), "key"));
        REQUIRE(is<Unavailable>(outcome));
        CHECK(std::get<Unavailable>(outcome).in_doubt);
    }
    Appender another{database.service_url(), signal};
    // Decided again, so with another event id.
    auto const outcome = append(another, with_answer(one_event(stream, 1), "key"));
    REQUIRE(is<Replayed>(outcome));
    CHECK(std::get<Replayed>(outcome).response == "the first answer");
    CHECK(std::get<Replayed>(outcome).position == 2);
    auto other_body = with_answer(one_event(stream, 2), "key");
    other_body.answer->request_hash = "another";
    CHECK(is<KeyReused>(append(another, other_body)));
    auto other_caller = with_answer(one_event(stream, 2), "key");
    other_caller.answer->scope = "another";
    CHECK(is<Appended>(append(another, other_caller)));
    Connection owner{database.owner_url()};
    CHECK(count(owner, "log.events") == 3);
    audit(owner);
}

TEST_CASE(
    "a database that is away is told after the patience, and the appender recovers by itself") {
    TestDatabase database;
    LossyProxy proxy{database.service_url()};
    LogSignal signal;
    Appender appender{proxy.url(), signal, 200ms};
    proxy.refuse(true);
    auto const began = std::chrono::steady_clock::now();
    auto const away = append(appender, one_event(new_stream(), 0));
    auto const waited = std::chrono::steady_clock::now() - began;
    REQUIRE(is<Unavailable>(away));
    CHECK_FALSE(std::get<Unavailable>(away).in_doubt);
    CHECK_FALSE(std::get<Unavailable>(away).reason.empty());
    CHECK(waited >= 200ms);
    CHECK(waited < 5s);

    proxy.refuse(false);
    CHECK(comes_true([&] { return is<Appended>(append(appender, one_event(new_stream(), 0))); }));
    proxy.cut_clients();
    CHECK(is<Appended>(append(appender, one_event(new_stream(), 0))));
    Connection owner{database.owner_url()};
    audit(owner);
}

TEST_CASE("a request that was given up may have been carried out, and the answer says so") {
    TestDatabase database;
    LossyProxy proxy{database.service_url()};
    LogSignal signal;
    Appender appender{proxy.url(), signal, 100ms};
    Connection owner{database.owner_url()};
    HeldLog held{database.owner_url()};
    auto outcome = submit(appender, one_event(new_stream(), 0));
    held.wait_for(owner, 1);
    proxy.refuse(true);
    proxy.cut_clients();
    auto const told = outcome.get();
    REQUIRE(is<Unavailable>(told));
    CHECK(std::get<Unavailable>(told).in_doubt);
    held.release();
    CHECK(comes_true([&] { return read_head(owner) == 1; }));
}

}  // namespace atelier::test
