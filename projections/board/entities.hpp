#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "domain/project/state.hpp"
#include "domain/task/events.hpp"

namespace atelier::projections::board {

// The entities of the topic `board:<project>`; GET …/board answers the same ones in columns.

struct ProjectEntity {
    ProjectId id;
    std::string key;
    std::string name;
    project::Lifecycle status;
    bool archived;  ///< then everything in it refuses changes
};
BOOST_DESCRIBE_STRUCT(ProjectEntity, (), (id, key, name, status, archived))

struct StatusEntity {
    StatusId id;
    std::string name;
    project::StatusCategory category;
    std::optional<std::string> colour;      ///< `#rrggbb`
    std::optional<std::int64_t> wip_limit;  ///< more cards than that are a warning
    std::int64_t order;                     ///< of the columns, from 0
};
BOOST_DESCRIBE_STRUCT(StatusEntity, (), (id, name, category, colour, wip_limit, order))

inline StatusEntity entity_of(project::WorkflowStatus const& status, std::int64_t order) {
    return {status.id, status.name, status.category, status.colour, status.wip_limit, order};
}

struct CardEntity {
    TaskId id;
    std::string key;
    std::string title;
    StatusId status;
    Rank rank;  ///< cards of a status stand in the order of their ranks, compared byte by byte
    task::Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<DateOrTime> due;
    task::Type type;
    std::optional<DateOrTime> start;
    std::optional<std::int64_t> estimate_seconds;
    std::vector<UserId> timers;  ///< people whose timer runs for it
    bool overdue;  ///< it was announced that it was not done when it was due, and it still is not
};
BOOST_DESCRIBE_STRUCT(CardEntity, (),
                      (id, key, title, status, rank, priority, assignees, labels, due, type, start,
                       estimate_seconds, timers, overdue))

}  // namespace atelier::projections::board
