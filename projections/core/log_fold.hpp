#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "projections/core/log_feed.hpp"
#include "projections/core/projection.hpp"
#include "projections/core/reach.hpp"

namespace atelier::projections {

/// An event that a read model could not take in, or that waits behind one.
struct ParkedPlace {
    std::string stream;
    Position position;
    std::string reason;
};

/// Folds the log into one read model, from the beginning or from where an earlier run stopped.
/// Events are read and decoded on a thread of their own while earlier ones are folded; nothing
/// live is said. Blocking; throws DatabaseError.
class LogFold {
public:
    LogFold(std::string const& database_url, Projection& model)
        : reader_(database_url, eventstore::Connection::Plans::generic), model_(model) {}

    /// Goes on after a position; what was parked up to there is known.
    void resume(Position position, std::vector<ParkedPlace> parked);

    /// What to do at the first event that the reach does not have: stop before it, or leave out
    /// every such event and go on up to the end of the reach.
    enum class Beyond { stop, skip };
    void fold(Reach const& reach, Beyond beyond, std::function<void()> const& after_batch);
    /// The same of what others read too.
    void fold_from(LogFeed::Follower& follower, Reach const& reach, Beyond beyond,
                   std::function<void()> const& after_batch);

    /// The events at these positions are left out, as if the log did not have them.
    void leave_out(std::set<Position> positions) { left_out_ = std::move(positions); }
    /// Rows that are not in memory are asked for batch by batch over this connection, over which
    /// the tables are attached.
    void fetch_over(eventstore::Connection& connection) { rows_from_ = &connection; }

    Position position() const { return position_; }
    std::int64_t events() const { return events_; }
    std::vector<ParkedPlace> const& parked() const { return parked_; }
    eventstore::Connection& reader() { return reader_; }

private:
    void fetch(std::vector<ReadEvent> const& batch);
    void fold(ReadEvent const& one);
    void park(eventstore::RawEvent const& raw, std::string reason);

    eventstore::Connection reader_;
    Projection& model_;
    eventstore::Connection* rows_from_ = nullptr;
    Deltas silent_{Deltas::Tell::nothing};
    Position position_ = 0;
    std::int64_t events_ = 0;
    std::set<Position> left_out_;
    std::set<std::string> parked_streams_;
    std::vector<ParkedPlace> parked_;
};

}  // namespace atelier::projections
