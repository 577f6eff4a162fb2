#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/kafka/topics.hpp"
#include "eventstore/publish/publisher.hpp"
#include "eventstore/source/kafka_source.hpp"
#include "tests/integration/kafka/support.hpp"

namespace atelier::eventstore {
namespace {

using namespace test;

/// A broker of this test's own, to stop and kill. Keeps its data and its port from start to start.
class OwnBroker {
public:
    OwnBroker() { start(); }
    ~OwnBroker() {
        stop();
        std::filesystem::remove_all(folder_);
    }

    void start() { run("start"); }
    void stop() { run("stop"); }
    void kill() {
        pid_t pid = 0;
        std::ifstream{folder_ / "pid"} >> pid;
        REQUIRE(pid > 1);
        REQUIRE(::kill(pid, SIGKILL) == 0);
        // A killed process keeps its port for a moment.
        REQUIRE(eventually([&] { return ::kill(pid, 0) != 0; }, 10s));
    }

    std::string address() const {
        std::string address;
        std::ifstream{folder_ / "address"} >> address;
        return address;
    }

private:
    void run(std::string const& what) const {
        auto const command = ATELIER_ROOT "/tools/kafka/" + what + " '" + folder_.string() + "'";
        REQUIRE(std::system(command.c_str()) == 0);
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("atelier-test-kafka-" + random_digits(12));
};

}  // namespace

TEST_CASE("a broker that stops, or is killed, and comes back costs no event and no order") {
    OwnBroker broker;
    TestDatabase database;
    LogSignal signal;
    LogWriter writer{database.service_url(), signal};
    auto const topics = own_topics(broker.address());
    Publisher publisher{database.service_url(), topics, signal};
    publisher.start();
    SteadyWriter writing{writer};
    REQUIRE(eventually([&] { return publisher.published() > 100; }));
    KafkaSource source{topics};
    Reading reading{source};

    for (bool const is_killed : {false, true}) {
        is_killed ? broker.kill() : broker.stop();
        auto const before = publisher.published();
        for (int i = 0; i < 10; ++i) reading.poll(100ms);
        broker.start();
        REQUIRE(eventually([&] { return publisher.published() > before + 100; }));
    }
    auto const last = writing.stop();
    REQUIRE(eventually([&] { return publisher.published() == last; }));
    REQUIRE(reading.reaches(static_cast<std::size_t>(last)));
    CHECK(reading.is_whole());
}

TEST_CASE("live messages go on after the broker was away, without a gap") {
    OwnBroker broker;
    auto const topics = own_topics(broker.address());
    ensure_topics(topics);
    std::mutex mutex;
    std::vector<Position> received;
    std::atomic<int> gaps = 0;
    KafkaLiveReceiver receiver{topics,
                               [&](std::vector<LiveMessage> messages) {
                                   std::lock_guard const lock{mutex};
                                   for (auto const& message : messages)
                                       received.push_back(message.position);
                               },
                               [&] { ++gaps; }};
    receiver.start();
    REQUIRE(eventually([&] { return receiver.is_level(); }));
    KafkaLiveSender sender{topics};
    sender.send({{"board:1", 1, "{}"}});

    broker.stop();
    CHECK_THROWS_AS(sender.send({{"board:1", 2, "{}"}}), SourceError);
    broker.start();
    sender.send({{"board:1", 2, "{}"}, {"board:1", 3, "{}"}});
    REQUIRE(eventually([&] {
        std::lock_guard const lock{mutex};
        return !received.empty() && received.back() == 3;
    }));
    receiver.stop();
    CHECK(received.front() == 1);
    CHECK(std::ranges::is_sorted(received));
    CHECK(gaps == 0);
}

}  // namespace atelier::eventstore
