#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "eventstore/crypto/random.hpp"
#include "eventstore/kafka/settings.hpp"
#include "eventstore/log/appender.hpp"
#include "eventstore/source/source.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/database.hpp"

namespace atelier::test {

using namespace std::chrono_literals;

/// Topics that no other test has, at the broker of the tests or another one.
inline eventstore::KafkaSettings own_topics(
    std::string brokers = required_environment("ATELIER_TEST_KAFKA")) {
    auto const suffix = "." + random_digits(12);
    return {std::move(brokers), "test.events" + suffix, "test.live" + suffix, 4, {}};
}

/// As `comes_true`, of what goes through the broker: that takes longer.
inline bool eventually(std::function<bool()> const& condition,
                       std::chrono::milliseconds limit = 30s) {
    return comes_true(condition, limit);
}

/// Appends simple events: each one is the first of a stream of its own, in one of a few workspaces.
class LogWriter {
public:
    static constexpr int workspaces = 23;

    LogWriter(std::string const& url, eventstore::LogSignal& signal) : appender_(url, signal) {}

    /// The position of the last of them; throws when they were not appended.
    eventstore::Position append(int count) {
        std::promise<eventstore::AppendOutcome> outcome;
        appender_.submit(request(count), [&](eventstore::AppendOutcome result) {
            outcome.set_value(std::move(result));
        });
        auto const result = outcome.get_future().get();
        if (auto const* appended = std::get_if<eventstore::Appended>(&result))
            return appended->position;
        throw std::runtime_error("the log did not take the events");
    }

private:
    static Uuid new_uuid() {
        static crypto::UuidGenerator generator;
        return generator.next(crypto::system_now());
    }

    eventstore::AppendRequest request(int count) {
        eventstore::AppendRequest request;
        for (int i = 0; i < count; ++i) {
            eventstore::NewEvent event;
            event.id = {new_uuid()};
            event.stream = {StreamKind::task, new_uuid()};
            event.version = 1;
            event.workspace.uuid.bytes[15] = static_cast<std::uint8_t>(number_++ % workspaces);
            event.type = "TaskCreated";
            event.schema_version = 1;
            event.data =
                R"({"title":"Zażółć gęślą jaźń","number":)" + std::to_string(number_) + "}";
            event.metadata =
                R"({"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})";
            request.guards.push_back({event.stream, 0});
            request.events.push_back(std::move(event));
        }
        return request;
    }

    eventstore::Appender appender_;
    int number_ = 0;
};

/// Appends in the background until it is told to stop.
class SteadyWriter {
public:
    explicit SteadyWriter(LogWriter& writer) : thread_([this, &writer] { write(writer); }) {}
    ~SteadyWriter() { stop(); }
    /// The position of the last event.
    eventstore::Position stop() {
        {
            std::lock_guard const lock{mutex_};
            stopping_ = true;
        }
        stopped_.notify_all();
        if (thread_.joinable()) thread_.join();
        return last_;
    }

private:
    /// A thousand times a second at most, so that no backlog grows that a test has to wait for.
    void write(LogWriter& writer) {
        std::unique_lock lock{mutex_};
        while (!stopped_.wait_for(lock, 1ms, [this] { return stopping_; })) {
            lock.unlock();
            last_ = writer.append(7);
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::atomic<eventstore::Position> last_ = 0;
    std::thread thread_;
};

/// What a reader of all partitions got: every event once when it drops repeats as readers should.
class Reading {
public:
    explicit Reading(eventstore::EventSource& source) : source_(source) {
        std::vector<eventstore::Resume> places;
        for (int partition = 0; partition < source.partitions(); ++partition)
            places.push_back({partition});
        source.assign(places);
    }

    void poll(std::chrono::milliseconds timeout = 50ms) {
        for (auto const& [event, partition, offset] : source_.poll(1000, timeout)) {
            ++records_;
            auto& highest = highest_[partition];
            if (event.position <= highest) {
                if (!positions_.contains(event.position)) is_out_of_order_ = true;
                continue;
            }
            highest = event.position;
            if (!positions_.insert(event.position).second) is_out_of_order_ = true;
        }
    }

    /// Reads until there are `count` different events; false when they do not come.
    bool reaches(std::size_t count, std::chrono::milliseconds limit = 60s) {
        auto const deadline = std::chrono::steady_clock::now() + patience(limit);
        while (positions_.size() < count && std::chrono::steady_clock::now() < deadline) poll();
        return positions_.size() == count;
    }

    /// Positions are 1, 2, 3, … and first appearances were in order.
    bool is_whole() const {
        return !is_out_of_order_ && !positions_.empty() && *positions_.begin() == 1 &&
               *positions_.rbegin() == static_cast<eventstore::Position>(positions_.size());
    }

    std::size_t records() const { return records_; }

private:
    eventstore::EventSource& source_;
    std::map<int, eventstore::Position> highest_;
    std::set<eventstore::Position> positions_;
    std::size_t records_ = 0;
    bool is_out_of_order_ = false;
};

}  // namespace atelier::test
