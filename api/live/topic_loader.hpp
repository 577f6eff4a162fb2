#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::api {

using eventstore::Position;

/// Kind and id.
using EntityKey = std::pair<std::string, std::string>;
/// JSON by entity.
using Entities = std::map<EntityKey, std::string>;

/// What a snapshot of an activity topic holds; older things are read page by page.
inline constexpr int activity_entities = 50;

struct TopicState {
    Position position = 0;  ///< of the topic's last delta
    Entities entities;
};

/// Reads what a topic is made of from the read models, all at one position. Nothing when there is
/// no such topic. Blocking; throws DatabaseError.
std::optional<TopicState> load_topic(eventstore::Connection& connection, std::string const& topic);

/// The position of a topic's last delta that is in the read models; 0 when there is none. Blocking;
/// throws DatabaseError.
Position topic_position(eventstore::Connection& connection, std::string const& topic);

/// How far the read model that says who may see a topic must be to know all that has happened so
/// far.
struct TopicAhead {
    std::string model;
    Position position = 0;  ///< of the last event of the topic's workspace
};
/// Nothing when the log has no such topic. Blocking; throws DatabaseError.
std::optional<TopicAhead> ahead_of_topic(eventstore::Connection& connection,
                                         std::string const& topic);

/// Whether a person may see a topic by now; `topic` is the name inside (`user:<id>` for `me`).
bool may_see_topic(eventstore::Connection& connection, std::string const& topic, UserId user);

}  // namespace atelier::api
