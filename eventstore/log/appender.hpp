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
#include "eventstore/log/append_parameters.hpp"
#include "eventstore/log/signal.hpp"
#include "eventstore/log/turn.hpp"

namespace atelier::eventstore {

/// The node's one writer of the log: takes all requests that wait, appends them by one statement,
/// and tells each how it went (several on a second thread, while the next batch is on its way).
/// Under load batches grow by themselves; an idle log commits at once. Thread-safe.
///
/// Where requests come one at a time, whoever submits one appends it there and then (ADR 29): a
/// wait of `longest_wait_here` at most, after which the appender's thread goes on with it.
///
/// When the connection is lost before the answer, the log is asked whether each request is in it,
/// and only what is not is sent again: nothing is lost, nothing is written twice. While the
/// database is away requests wait up to `patience`.
class Appender {
public:
    static constexpr std::size_t queue_limit = 20'000;
    static constexpr std::size_t batch_limit = 512;
    static constexpr std::size_t batch_bytes_limit = 8 << 20;
    /// Of a request that whoever submits it appends: any socket's buffer takes it, so that sending
    /// does not wait for a server that has stopped or cannot be reached.
    static constexpr std::size_t bytes_here = 8 << 10;
    static constexpr std::chrono::milliseconds longest_wait_here{2};

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

        /// What the server itself reported, it has rolled back.
        void forget_if_refused(DatabaseError const& error) {
            maybe_appended = maybe_appended && error.state().empty();
        }
    };

    void work();
    std::vector<Waiting> take_batch();
    bool may_append_here(Waiting const& one) const;
    Connection::Awake when_to_look(Waiting const& one) const;
    void append_here(Waiting one, Connection::Awake awake);
    static AppendCall call_for(std::vector<Waiting> const& batch);
    void send(std::vector<Waiting>& batch);
    // Whether it was one request that went well.
    bool append(std::vector<Waiting> batch);
    bool receive(std::vector<Waiting> batch);
    void failed(std::vector<Waiting> batch, DatabaseError const& error);
    std::vector<AppendOutcome> outcomes_of(std::vector<Waiting>& batch, Rows const& rows);
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
    std::vector<Waiting> sent_;  ///< by who submitted it; the thread waits for the answer
    bool is_busy_ = false;       ///< the connection is in use
    bool is_quiet_ = false;      ///< the last batch was one request, and went well
    std::chrono::steady_clock::time_point begun_, ended_;  ///< of the last batch
    std::chrono::nanoseconds usual_{
        0};  ///< what a request takes that is appended by who submits it
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
