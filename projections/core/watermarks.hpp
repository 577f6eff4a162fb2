#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::projections {

using eventstore::Position;

/// How far each read model is, partition by partition, and who waits for it to be further. A projector of this process
/// tells it at once; those of other nodes are asked through the database, while somebody waits. Thread-safe.
class Watermarks {
public:
    /// `is_level` says whether the wait was in vain (false). Called on any thread; must not block.
    using Then = std::function<void(bool is_level)>;
    /// Which partition the events of a workspace are in.
    using PartitionOf = std::function<int(WorkspaceId)>;

    Watermarks(std::string database_url, PartitionOf partition_of);
    ~Watermarks();

    void advance(std::string const& model, int partition, Position position);

    /// The highest position that is known to be in a read model.
    Position position(std::string const& model) const;

    /// Calls `then` once the event at `position` is in the read model, or when `timeout` is over.
    void when(std::string const& model, Position position, std::chrono::milliseconds timeout, Then then);

    void stop();

private:
    struct Waiter {
        std::string model;
        Position position;
        int partition;
        bool is_located = false;  ///< the partition is known
        std::chrono::steady_clock::time_point deadline;
        Then then;
    };
    void work();
    void locate(Waiter& waiter);
    void read_checkpoints();
    bool is_level(Waiter const& waiter) const;
    std::list<Waiter> take_finished();

    eventstore::Connection connection_;
    PartitionOf partition_of_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::map<std::pair<std::string, int>, Position> positions_;
    std::list<Waiter> waiters_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::projections
