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
    std::int64_t count;
    std::vector<projections::board::CardEntity> cards;  ///< from the top
};
BOOST_DESCRIBE_STRUCT(ColumnView, (), (id, name, category, count, cards))

struct BoardView {
    projections::board::ProjectEntity project;
    std::vector<ColumnView> columns;
    std::vector<project::Label> labels;
    std::int64_t position;  ///< of the last change: `after` of a live subscription
};
BOOST_DESCRIBE_STRUCT(BoardView, (), (project, columns, labels, position))

}  // namespace atelier::api
