#include "tools/atelier/copy_progress.hpp"

#include <algorithm>
#include <numeric>

#include "schemas/sql.hpp"

namespace atelier::tools {

void CopyProgress::update() {
    auto const rows = connection_.run(sql::backup_watch_copies);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto& done = done_[rows.integer(row, 0)];
        done = std::max(done, rows.integer(row, 1));
    }
    auto const sum = std::accumulate(done_.begin(), done_.end(), std::int64_t{0},
                                     [](auto all, auto const& one) { return all + one.second; });
    // The service's own COPYs are seen too.
    progress_.update(std::min(sum, total_), total_);
}

void CopyProgress::finish() {
    progress_.update(total_, total_);
    progress_.finish();
}

}  // namespace atelier::tools
