#include "commands/time_entry/rules.hpp"

#include "domain/access/roles.hpp"

namespace atelier::commands {
namespace {

constexpr std::int64_t longest_seconds = timer::longest_entry_milliseconds / 1000;

}  // namespace

std::optional<Timestamp> end_of_entry(std::optional<Rejection>& problem, Timestamp started_at,
                                      std::optional<Timestamp> stopped_at,
                                      std::optional<std::int64_t> duration_seconds,
                                      std::optional<Timestamp> present_end) {
    if (stopped_at && duration_seconds) {
        add_problem(problem, "duration_seconds", "must not be given together with stopped_at");
        return std::nullopt;
    }
    if (stopped_at) return stopped_at;
    if (!duration_seconds) {
        if (!present_end) add_problem(problem, "stopped_at", "or duration_seconds must be given");
        return present_end;
    }
    if (*duration_seconds < 1 || *duration_seconds > longest_seconds) {
        add_problem(problem, "duration_seconds",
                    "must be from 1 to " + std::to_string(longest_seconds) + " (24 hours)");
        return std::nullopt;
    }
    return Timestamp{started_at.milliseconds + *duration_seconds * 1000};
}

void check_time(std::optional<Rejection>& problem, Timestamp started_at, Timestamp stopped_at,
                Timestamp now) {
    if (started_at > now) add_problem(problem, "started_at", "must not be in the future");
    if (stopped_at > now) add_problem(problem, "stopped_at", "must not be in the future");
    if (stopped_at <= started_at) add_problem(problem, "stopped_at", "must be after started_at");
    auto const length = stopped_at.milliseconds - started_at.milliseconds;
    if (length > timer::longest_entry_milliseconds)
        add_problem(problem, "stopped_at", "must be at most 24 hours after started_at");
}

std::optional<Rejection> overlap(timer::State const& timer, TimeEntryId entry, Timestamp started_at,
                                 Timestamp stopped_at) {
    if (auto const taken = timer.booked.overlapping(started_at, stopped_at, entry)) {
        return time_overlaps(to_text(taken->entry), to_text(taken->started_at),
                             to_text(taken->stopped_at));
    }
    if (!timer.run || !timer.run->running_since) return std::nullopt;
    auto const since = *timer.run->running_since;
    auto const until = Timestamp{since.milliseconds + timer::longest_entry_milliseconds};
    if (stopped_at <= since || started_at >= until) return std::nullopt;
    return time_overlaps(to_text(timer.run->entry), to_text(since), {});
}

std::optional<Rejection> no_change(time_entry::State const& entry, Scene const& scene,
                                   UserId actor) {
    if (entry.user == actor) return std::nullopt;
    auto const role = scene.workspace(entry.workspace).role_of(actor);
    if (!role || !may(*role, Permission::view_time)) return not_found();
    if (!may(*role, Permission::manage_time)) return forbidden(Permission::manage_time);
    return std::nullopt;
}

}  // namespace atelier::commands
