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
    return position <= position_in(workspace);
}

Position Reach::position_in(WorkspaceId workspace) const {
    if (count_ == 0) return furthest_;
    auto const found = partitions_.find(eventstore::partition_of(workspace, count_));
    return found == partitions_.end() ? 0 : found->second;
}

}  // namespace atelier::projections
