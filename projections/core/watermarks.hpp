#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::projections {

using eventstore::Position;

/// How far each read model is, partition by partition, and who waits for it to be further. A
/// projector of this process tells it at once; those of other nodes are asked through the database,
/// while somebody waits. Thread-safe.
class Watermarks {
public:
    /// `is_level` says whether the wait was in vain (false). Called on any thread; must not block.
    using Then = std::function<void(bool is_level)>;
    /// How long a request or a subscription waits.
    static constexpr std::chrono::seconds longest_wait{2};

    explicit Watermarks(std::string database_url);
    ~Watermarks();

    void advance(std::string const& model, int partition, Position position);

    /// The highest position that is known to be in a read model.
    Position position(std::string const& model) const;

    /// Calls `then` once the event at `position` is in the read model, or when `timeout` is over.
    void when(std::string const& model, Position position, std::chrono::milliseconds timeout,
              Then then);

    /// While one lives, somebody waits for rows. A projector of this process writes them sooner.
    class Haste {
    public:
        explicit Haste(Watermarks& watermarks);
        ~Haste() { --watermarks_.hastes_; }
        Haste(Haste const&) = delete;
        Haste& operator=(Haste const&) = delete;

    private:
        Watermarks& watermarks_;
    };
    bool is_in_haste() const { return hastes_ > 0; }
    /// `begun` is called when somebody begins to wait and nobody did; on any thread, and none
    /// afterwards when it is replaced. It must not block.
    void on_haste(std::function<void()> begun);

    void stop();

private:
    struct Waiter {
        std::unique_ptr<Haste> haste;
        std::string model;
        Position position;
        std::optional<WorkspaceId> workspace;  ///< of the event; found by asking the log
        std::chrono::steady_clock::time_point deadline;
        Then then;
    };
    void work();
    void locate(Waiter& waiter);
    std::optional<int> partition_of(Waiter const& waiter) const;
    void read_checkpoints();
    /// Takes in how far a partition is; what was known of another source is no longer true.
    void take(std::string const& model, int partition, Position position);
    bool is_level(Waiter const& waiter) const;
    std::list<Waiter> take_finished();

    std::atomic<int> hastes_ = 0;
    std::mutex haste_mutex_;
    std::function<void()> haste_begun_;
    eventstore::Connection connection_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::map<std::pair<std::string, int>, Position> positions_;
    std::list<Waiter> waiters_;
    bool is_told_ = false;  ///< by a projector of this process, since the last look
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::projections
