#include "projections/core/backlog.hpp"

namespace atelier::projections {
namespace {

constexpr std::size_t many_events = 100;
constexpr std::int64_t long_milliseconds = 10'000;

}  // namespace

bool is_backlog(std::vector<eventstore::SourcedEvent> const& events, Timestamp now) {
    if (events.size() >= told_limit) return true;
    return events.size() >= many_events &&
           now.milliseconds - events.back().event.recorded_at.milliseconds > long_milliseconds;
}

}  // namespace atelier::projections
