#pragma once

#include <atomic>
#include <limits>
#include <string>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/signal.hpp"
#include "eventstore/source/log_watch.hpp"
#include "eventstore/source/source.hpp"

namespace atelier::eventstore {

/// Reads the log itself: one partition, 0, no repeats. Appends of this process are seen at once by
/// the signal, which also has them, those of other nodes within the pause of LogWatch. A place's
/// `position` counts, not its `next_offset`.
class LogSource final : public EventSource {
public:
    LogSource(std::string database_url, LogSignal& signal);

    int partitions() override { return 1; }
    void assign(std::vector<Resume> places) override;
    std::vector<SourcedEvent> poll(std::size_t limit, std::chrono::milliseconds timeout) override;
    void wake() override;

private:
    std::vector<SourcedEvent> read(std::size_t limit);

    Connection connection_;
    LogSignal& signal_;
    LogWatch watch_;
    static constexpr Position unassigned = std::numeric_limits<Position>::max();
    Position position_ = unassigned;
    std::atomic<bool> woken_ = false;
};

}  // namespace atelier::eventstore
