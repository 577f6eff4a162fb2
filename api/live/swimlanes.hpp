#pragma once

#include <functional>

#include "api/live/topic_loader.hpp"
#include "api/views/board.hpp"

namespace atelier::api {

BOOST_DEFINE_ENUM_CLASS(SwimlaneBy, assignee, priority, label)

/// The cards of a board in lanes: one for each assignee, priority or label that a card has, in the
/// order of names, of urgency and of the project; cards without stand in the last one, `none`. A
/// card of two people is in both lanes.
std::vector<SwimlaneView> swimlanes(Entities const& entities, SwimlaneBy by,
                                    std::function<std::string(UserId)> const& name_of);

}  // namespace atelier::api
