#include "tests/integration/log/writers.hpp"

#include <atomic>
#include <cstring>
#include <future>
#include <map>
#include <random>

#include "eventstore/crypto/random.hpp"
#include "eventstore/log/appender.hpp"
#include "eventstore/log/reader.hpp"

namespace atelier::test {
namespace {

using namespace eventstore;

crypto::UuidGenerator generator;

StreamId shared_stream(std::uint32_t number) {
    StreamId stream{StreamKind::task, {}};
    std::memcpy(stream.id.bytes.data(), &number, sizeof number);
    return stream;
}

class Writer {
public:
    Writer(WriterOptions const& options, Appender& appender, std::uint64_t seed)
        : options_(options), appender_(appender), connection_(options.url), random_(seed) {}

    WriterCounts run() {
        for (int accepted = 0; accepted < options_.appends && counts_.failures == 0;) {
            auto const stream =
                shared_stream(static_cast<std::uint32_t>(random_() % options_.streams));
            auto const size = static_cast<std::int64_t>(1 + random_() % 3);
            accepted += try_append(stream, size);
        }
        return counts_;
    }

private:
    bool try_append(StreamId stream, std::int64_t size) {
        auto& known = versions_[stream];
        AppendRequest request;
        request.guards = {{stream, known}};
        for (std::int64_t i = 1; i <= size; ++i) {
            request.events.push_back({EventId{generator.next(crypto::system_now())},
                                      stream,
                                      known + i,
                                      {},
                                      "TaskArchived",
                                      1,
                                      "{}",
                                      "{}"});
        }
        std::promise<AppendOutcome> promise;
        appender_.submit(std::move(request), [&promise](AppendOutcome outcome) {
            promise.set_value(std::move(outcome));
        });
        auto const outcome = promise.get_future().get();
        if (std::holds_alternative<Appended>(outcome)) {
            known += size;
            counts_.events += size;
            return true;
        }
        if (!std::holds_alternative<Conflict>(outcome)) {
            ++counts_.failures;
            return false;
        }
        ++counts_.conflicts;
        for (auto const& event : read_streams(connection_, {{stream, known}}))
            known = event.version;
        return false;
    }

    WriterOptions const& options_;
    Appender& appender_;
    Connection connection_;
    std::mt19937_64 random_;
    std::map<StreamId, std::int64_t> versions_;
    WriterCounts counts_;
};

}  // namespace

WriterCounts write_randomly(WriterOptions const& options) {
    LogSignal signal;
    Appender appender{options.url, signal};
    std::vector<std::future<WriterCounts>> writers;
    for (int i = 0; i < options.writers; ++i) {
        auto const seed = options.seed * 1'000 + static_cast<std::uint64_t>(i);
        writers.push_back(std::async(std::launch::async, [&options, &appender, seed] {
            return Writer{options, appender, seed}.run();
        }));
    }
    WriterCounts all;
    for (auto& writer : writers) {
        auto const counts = writer.get();
        all.events += counts.events;
        all.conflicts += counts.conflicts;
        all.failures += counts.failures;
    }
    return all;
}

}  // namespace atelier::test
