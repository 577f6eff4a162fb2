#include "projections/core/reach.hpp"

#include <algorithm>

#include "eventstore/kafka/partition.hpp"

namespace atelier::projections {

Reach::Reach(eventstore::Rows const& checkpoints, Position head) {
    for (std::size_t row = 0; row < checkpoints.size(); ++row) {
        auto const partition = static_cast<int>(checkpoints.integer(row, 0));
        partitions_[partition] = checkpoints.integer(row, 1);
        furthest_ = std::max(furthest_, checkpoints.integer(row, 1));
        count_ = std::max(count_, partition + 1);
    }
    if (partitions_.empty()) furthest_ = head;
}

bool Reach::has(WorkspaceId workspace, Position position) const {
    if (position > furthest_) return false;
    if (count_ == 0) return true;
    auto const found = partitions_.find(eventstore::partition_of(workspace, count_));
    return found != partitions_.end() && position <= found->second;
}

}  // namespace atelier::projections
