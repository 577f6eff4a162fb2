#pragma once

#include <optional>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/source/log_watch.hpp"
#include "tools/atelier/replay_filter.hpp"

namespace atelier::tools {

/// Reads along the log, or along one stream, what a filter may want: the database leaves out what
/// it can judge by itself, so that little is sent and decoded. At most `batch_size` events of the
/// log are in memory. One thread; blocking; throws DatabaseError.
class ReplayReader {
public:
    static constexpr int batch_size = 1000;
    /// How many positions one statement goes through at most: so long Ctrl-C has to wait.
    static constexpr eventstore::Position window = 50'000;

    ReplayReader(eventstore::Connection& connection, ReplayFilter const& filter);

    /// The next events that may match, perhaps none; nothing when the log, or what is wanted of it,
    /// ends here.
    std::optional<std::vector<eventstore::RawEvent>> next();
    /// Whether more can come than was read: not when the filter's range is over.
    bool may_go_on() const { return last_ < filter_.to; }
    /// Waits a moment for the log to grow.
    void wait();

private:
    std::optional<std::vector<eventstore::RawEvent>> next_of_stream();

    eventstore::Connection& connection_;
    ReplayFilter const& filter_;
    eventstore::Position last_;  ///< everything up to here was read
    eventstore::Position head_ = 0;
    std::int64_t version_ = 0;  ///< of the stream: everything up to here was read
    eventstore::LogSignal signal_;
    eventstore::LogWatch watch_{signal_};
};

}  // namespace atelier::tools
