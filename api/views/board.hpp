#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "projections/board/entities.hpp"

namespace atelier::api {

struct ColumnView {
    StatusId id;
    std::string name;
    project::StatusCategory category;
    std::optional<std::string> colour;
    std::optional<std::int64_t> wip_limit;
    bool over_wip_limit;  ///< a warning: more cards than the limit are never refused
    std::int64_t count;
    std::vector<projections::board::CardEntity> cards;  ///< from the top
};
BOOST_DESCRIBE_STRUCT(ColumnView, (),
                      (id, name, category, colour, wip_limit, over_wip_limit, count, cards))

/// What of one column is in a lane.
struct LaneColumnView {
    StatusId status;
    std::int64_t count;
    std::vector<TaskId> cards;  ///< from the top
};
BOOST_DESCRIBE_STRUCT(LaneColumnView, (), (status, count, cards))

struct SwimlaneView {
    std::string key;  ///< an id, a priority, or `none`
    std::string name;
    std::vector<LaneColumnView> columns;
};
BOOST_DESCRIBE_STRUCT(SwimlaneView, (), (key, name, columns))

struct BoardView {
    projections::board::ProjectEntity project;
    std::vector<ColumnView> columns;
    std::vector<project::Label> labels;
    std::int64_t position;  ///< of the last change: `after` of a live subscription
    std::optional<std::vector<SwimlaneView>> swimlanes;  ///< where they are asked for
};
BOOST_DESCRIBE_STRUCT(BoardView, (), (project, columns, labels, position, swimlanes))

}  // namespace atelier::api
