#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

/// Two nodes on one database.
struct TwoNodes {
    TestDatabase database;
    LogSignal signal;
    Appender one{database.service_url(), signal};
    Appender other{database.service_url(), signal};
    Connection owner{database.owner_url()};
};

AppendRequest claiming(std::string scope, std::string key) {
    auto const stream = new_stream();
    auto request = one_event(stream, 0);
    request.claims = {{std::move(scope), std::move(key), to_text(stream)}};
    return request;
}

}  // namespace

TEST_CASE_FIXTURE(TwoNodes,
                  "of two nodes that claim the same key one gets it, and the other is told") {
    std::vector<std::pair<std::future<AppendOutcome>, std::future<AppendOutcome>>> pairs;
    for (int i = 0; i < 500; ++i) {
        auto const key = "name-" + std::to_string(i);
        auto first = submit(one, claiming("slug", key));
        pairs.emplace_back(std::move(first), submit(other, claiming("slug", key)));
    }
    int by_one = 0;
    for (auto& [first, second] : pairs) {
        auto const left = first.get();
        auto const right = second.get();
        CHECK(is<Appended>(left) != is<Appended>(right));
        CHECK((is<ClaimTaken>(left) || is<ClaimTaken>(right)));
        by_one += is<Appended>(left);
    }
    CHECK(count(owner, "log.claims") == 500);
    CHECK(count(owner, "log.events") == 500);
    audit(owner);
    MESSAGE("one node got " << by_one << " of 500 claims");
}

TEST_CASE_FIXTURE(TwoNodes, "the same key in two scopes is two claims") {
    CHECK(is<Appended>(append(one, claiming("project_key:a", "ATL"))));
    CHECK(is<Appended>(append(other, claiming("project_key:b", "ATL"))));
}

TEST_CASE_FIXTURE(TwoNodes,
                  "numbers that two nodes propose as the next ones are unique and without gaps") {
    auto const take_numbers = [](Appender& appender) {
        std::int64_t next = 1;
        for (int taken = 0; taken < 150; ++next) {
            auto const key =
                std::string(12 - std::to_string(next).size(), '0') + std::to_string(next);
            auto const outcome = append(appender, claiming("task_number:x", key));
            if (is<Appended>(outcome)) {
                ++taken;
            } else if (!is<ClaimTaken>(outcome)) {
                return false;
            }
        }
        return true;
    };
    auto left = std::async(std::launch::async, [&] { return take_numbers(one); });
    auto right = std::async(std::launch::async, [&] { return take_numbers(other); });
    CHECK(left.get());
    CHECK(right.get());
    CHECK(count(owner, "log.claims") == 300);
    CHECK(owner.execute("select max(key)::int from log.claims").integer(0, 0) == 300);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "the same command on two nodes at once happens once, and both get one answer") {
    std::vector<std::pair<std::future<AppendOutcome>, std::future<AppendOutcome>>> pairs;
    for (int i = 0; i < 200; ++i) {
        auto request = one_event(new_stream(), 0);
        request.answer = Answer{"scope", "key " + std::to_string(i), "hash", "by one"};
        auto first = submit(one, request);
        // The other node has decided by itself: another event, the same key.
        request.events.front().id = EventId{new_uuid()};
        request.answer->response = "by the other";
        pairs.emplace_back(std::move(first), submit(other, request));
    }
    for (auto& [first, second] : pairs) {
        auto const left = first.get();
        auto const right = second.get();
        CHECK(is<Appended>(left) != is<Appended>(right));
        if (is<Appended>(left)) {
            CHECK(std::get<Replayed>(right).response == "by one");
        } else {
            CHECK(std::get<Replayed>(left).response == "by the other");
        }
    }
    CHECK(count(owner, "log.events") == 200);
    audit(owner);
}

TEST_CASE_FIXTURE(
    TwoNodes, "of two nodes that write the same version one does, and the other meets a conflict") {
    auto const stream = new_stream();
    for (std::int64_t version = 0; version < 200; ++version) {
        auto first = submit(one, one_event(stream, version));
        auto second = submit(other, one_event(stream, version));
        auto const left = first.get();
        auto const right = second.get();
        REQUIRE(is<Appended>(left) != is<Appended>(right));
        CHECK((is<Conflict>(left) || is<Conflict>(right)));
    }
    audit(owner);
}

}  // namespace atelier::test
