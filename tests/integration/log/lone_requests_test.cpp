#include "tests/integration/log/cut_node.hpp"

namespace atelier::test {
namespace {

using namespace std::chrono_literals;

/// A node where requests come one at a time, so that whoever submits one appends it.
struct QuietNode : CutNode {
    std::int64_t version = 0;

    QuietNode() { become_quiet(); }

    /// Where the next event of the stream was appended: by this thread or by the appender's.
    bool appends_here() {
        std::promise<std::thread::id> told;
        appender.submit(one_event(stream, version++), [&](AppendOutcome outcome) {
            CHECK(is<Appended>(outcome));
            told.set_value(std::this_thread::get_id());
        });
        return told.get_future().get() == std::this_thread::get_id();
    }
    void become_quiet() {
        REQUIRE(comes_true([this] { return appends_here(); }));
    }
    std::future<AppendOutcome> submit_next() {
        return submit(appender, one_event(stream, version++));
    }
    /// To a stream that does not count: what became of it, as far as that is known at once.
    AppendOutcome append_elsewhere() {
        auto told = submit(appender, one_event(new_stream(), 0));
        if (told.wait_for(0s) == std::future_status::timeout) return Conflict{};
        return told.get();
    }
    void check_all_there() {
        CHECK(count(owner, "log.events where stream = '" + to_text(stream) + "'") == version);
        audit(owner);
    }
};

}  // namespace

TEST_CASE_FIXTURE(QuietNode, "who submits a lone request appends it, and is refused there too") {
    auto const position = std::get<Appended>(submit_next().get()).position;
    CHECK(position == version);
    CHECK(signal.wait_beyond(position - 1, 0ms));
    auto const refused = append(appender, one_event(stream, version + 7));
    REQUIRE(is<Conflict>(refused));
    CHECK(std::get<Conflict>(refused).streams == std::vector{stream});
    check_all_there();
}

TEST_CASE_FIXTURE(QuietNode, "who submits does not wait for a log that is held") {
    HeldLog held{database.owner_url()};
    // Submitting comes back although nothing can be appended.
    auto waiting = submit_next();
    held.wait_for(owner, 1);
    auto behind_it = submit_next();
    CHECK(waiting.wait_for(0s) == std::future_status::timeout);
    held.release();
    CHECK(is<Appended>(waiting.get()));
    CHECK(is<Appended>(behind_it.get()));
    check_all_there();
    become_quiet();
}

TEST_CASE_FIXTURE(QuietNode, "one who sends the next as soon as it has the answer has it here") {
    // Waited for awake, once it is known how long one takes; by a client that thinks for a third of
    // that time.
    using Clock = std::chrono::steady_clock;
    int elsewhere = 0;
    for (int i = 0; i < 300; ++i) {
        auto const begun = Clock::now();
        if (!appends_here()) ++elsewhere;
        auto const ended = Clock::now();
        while (Clock::now() - ended < (ended - begun) / 3) std::this_thread::yield();
    }
    CHECK(elsewhere < 270);
    {
        HeldLog held{database.owner_url()};
        auto waiting = submit_next();
        CHECK(waiting.wait_for(0s) == std::future_status::timeout);
        held.wait_for(owner, 1);
        held.release();
        CHECK(is<Appended>(waiting.get()));
    }
    check_all_there();
}

TEST_CASE_FIXTURE(QuietNode, "a lone request whose answer is lost is looked up, not guessed") {
    for (int i = 0; i < 10; ++i) {
        proxy.lose_next_answer();
        CHECK(is<Appended>(submit_next().get()));
        become_quiet();
    }
    check_all_there();
}

TEST_CASE_FIXTURE(QuietNode, "a lone request on a connection that was ended comes through") {
    for (int i = 0; i < 10; ++i) {
        owner.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = "
            "'atelier' "
            "and datname = current_database() and backend_type = 'client backend'");
        CHECK(is<Appended>(submit_next().get()));
        become_quiet();
    }
    check_all_there();
}

TEST_CASE_FIXTURE(QuietNode, "what is submitted without a pause is appended together") {
    constexpr int requests = 400;
    auto const before = appender.figures();
    std::vector<std::future<AppendOutcome>> all;
    for (int i = 0; i < requests; ++i) all.push_back(submit(appender, one_event(new_stream(), 0)));
    for (auto& one : all) CHECK(is<Appended>(one.get()));
    auto const after = appender.figures();
    CHECK(after.requests - before.requests == requests);
    CHECK(after.batches - before.batches < requests / 2);
    check_all_there();
}

TEST_CASE_FIXTURE(QuietNode, "a lone request that waits for the log is answered before the end") {
    HeldLog held{database.owner_url()};
    auto waiting = submit_next();
    held.wait_for(owner, 1);
    std::thread stopping{[this] { appender.stop(); }};
    // From then on nothing more is taken.
    REQUIRE(comes_true([this] { return is<Unavailable>(append_elsewhere()); }));
    held.release();
    stopping.join();
    CHECK(is<Appended>(waiting.get()));
    check_all_there();
}

}  // namespace atelier::test
