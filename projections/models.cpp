#include "projections/activity/activity.hpp"
#include "projections/board/board.hpp"
#include "projections/directory/directory.hpp"
#include "projections/task/task_list.hpp"
#include "projections/timer/time_tracking.hpp"

namespace atelier::projections {

Projections make_projections(eventstore::KeyRing& keys) {
    Projections all;
    all.push_back(std::make_unique<directory::Directory>(keys));
    all.push_back(std::make_unique<board::Board>());
    all.push_back(std::make_unique<task_list::TaskList>());
    all.push_back(std::make_unique<activity::Activity>(keys));
    all.push_back(std::make_unique<time_tracking::TimeTracking>());
    return all;
}

}  // namespace atelier::projections
