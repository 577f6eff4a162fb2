#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "commands/core/handler.hpp"

namespace atelier::commands {

/// Does what follows from what happened, with nobody asking for it: who left a workspace is
/// unassigned and their timer stops, a task that was not done in time is announced.
///
/// It looks for work in the read models and does it by commands of the system, which decide on the
/// present states and yield nothing where the work is done already. So it keeps no state of its
/// own: after a crash it looks again, and a repeat has no effect (docs/adr/0008). Of several nodes
/// one works at a time, by a session lock of the connection that looks.
class Worker {
public:
    /// How much is looked up at once, and done at once.
    static constexpr int batch_limit = 100;
    static constexpr std::chrono::milliseconds round_pause{1'000};
    static constexpr std::chrono::milliseconds longest_pause{60'000};  ///< after failures
    /// Rounds look at what is new. This often one looks at everything, for what came about
    /// without a sign, such as a status of another category.
    static constexpr std::int64_t full_round_milliseconds = 10 * 60'000;

    struct Options {
        std::string database_url;
        std::function<Timestamp()> now = crypto::system_now;
    };
    Worker(Options options, Handler& handler);
    ~Worker();

    void start();
    /// Finishes the batch at hand. Idempotent.
    void stop();

    enum class Round { done, not_mine, not_ready, failed };
    /// One look at everything that is new, and the work that it finds. `not_mine`: another worker
    /// has the lease; `not_ready`: no projector has made the read models yet. Throws DatabaseError.
    /// Called by the worker's own thread, or by a test instead of it.
    Round run_round();

private:
    /// Of each partition of each read model.
    using Positions = std::map<std::pair<std::string, int>, eventstore::Position>;

    void work();
    Positions read_positions();
    eventstore::Position new_after(Positions const& reached) const;

    Options options_;
    Handler& handler_;
    eventstore::Connection connection_;
    bool holds_lease_ = false;
    Positions seen_;  // what the read models had at the last round without failures
    Timestamp seen_at_;
    Timestamp full_at_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::commands
