#pragma once

#include <map>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::projections {

using eventstore::Position;

/// Up to where a read model has the log: a position for each partition of its source. With Kafka
/// these differ, and a read model that has an event may lack earlier ones of other workspaces.
class Reach {
public:
    /// `checkpoints` has a partition and its position a row. Without any, it is all up to `head`.
    Reach(eventstore::Rows const& checkpoints, Position head);
    /// All up to a position.
    explicit Reach(Position head) : furthest_(head) {}

    bool has(WorkspaceId workspace, Position position) const;
    /// All that the workspace has up to it is had.
    Position position_in(WorkspaceId workspace) const;
    /// No event beyond it is had.
    Position furthest() const { return furthest_; }
    /// Whether there are checkpoints.
    bool is_kept() const { return !partitions_.empty(); }

private:
    std::map<int, Position> partitions_;
    int count_ = 0;  ///< of Kafka's partitions; 0 where the log itself is the source
    Position furthest_ = 0;
};

}  // namespace atelier::projections
