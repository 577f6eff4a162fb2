#pragma once

#include <memory>
#include <string>

#include "api/core/envelope.hpp"
#include "api/live/topic_loader.hpp"

namespace atelier::api {

/// The whole answer of GET …/board: the topic's entities in columns, the cards in order, and the
/// JSON of the lanes where there are some.
std::shared_ptr<std::string const> board_body(Entities const& entities, Position position,
                                              std::string const& swimlanes = {},
                                              Meta const& meta = {});

}  // namespace atelier::api
