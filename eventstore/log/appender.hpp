#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"
#include "eventstore/log/signal.hpp"
#include "eventstore/log/turn.hpp"

namespace atelier::eventstore {

/// The node's one writer of the log: takes all requests that wait, appends them by one statement,
/// and tells each how it went (several on a second thread, while the next batch is on its way).
/// Under load batches grow by themselves; an idle log commits at once. Thread-safe.
///
/// When the connection is lost before the answer, the log is asked whether each request is in it,
/// and only what is not is sent again: nothing is lost, nothing is written twice. While the
/// database is away requests wait up to `patience`.
class Appender {
public:
    static constexpr std::size_t queue_limit = 20'000;
    static constexpr std::size_t batch_limit = 512;
    static constexpr std::size_t batch_bytes_limit = 8 << 20;

    Appender(std::string url, LogSignal& signal,
             std::chrono::milliseconds patience = std::chrono::seconds{5});
    ~Appender();

    void submit(AppendRequest request, AppendDone done);

    /// The log to the caller alone, on a connection of its own; blocks until it is had. Meanwhile
    /// requests wait. Throws DatabaseError.
    Turn take_turn() { return {connection_.url(), signal_}; }

    /// Appends what waits, then joins; what comes later is answered Unavailable. Idempotent.
    void stop();

    /// Since the start; `waiting` now.
    struct Figures {
        std::size_t waiting = 0;
        std::uint64_t batches = 0;
        std::uint64_t requests = 0;
    };
    Figures figures();

private:
    struct Waiting {
        AppendRequest request;
        AppendDone done;
        std::chrono::steady_clock::time_point since;
        bool maybe_appended = false;  ///< it was sent and the answer was lost
        bool was_in_doubt = false;  ///< that happened before: an older copy of it may still commit
    };

    void work();
    std::vector<Waiting> take_batch();
    void append(std::vector<Waiting> batch);
    void answer(std::vector<Waiting>& batch, Rows const& rows);
    std::vector<Waiting> resolve_doubts(std::vector<Waiting> batch);
    std::optional<Appended> find(AppendRequest const& request);
    void retry_later(std::vector<Waiting> batch, std::string const& reason);
    void tell(AppendDone done, AppendOutcome outcome);
    void answer_all();

    Connection connection_;
    LogSignal& signal_;
    std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> queue_;
    bool stopping_ = false;
    std::uint64_t batches_ = 0;
    std::uint64_t requests_ = 0;
    std::mutex answers_mutex_;
    std::condition_variable answers_wake_;
    std::vector<std::pair<AppendDone, AppendOutcome>> answers_;  // not told yet
    bool last_was_answered_ = false;                             // none comes after those
    std::thread answering_thread_;
    std::thread thread_;
};

}  // namespace atelier::eventstore
