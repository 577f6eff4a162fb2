#include "projections/core/live_log.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "eventstore/log/undone_event.hpp"
#include "schemas/codec/json.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using eventstore::ArrayParameter;

/// What one event changes in a topic is told whole up to this; beyond, those who follow are told to
/// read the topic anew. Less than a broker takes, and than a client's queue.
constexpr std::size_t bytes_per_delta = 900'000;

struct Cause {
    std::optional<UserId> actor;
    std::string event;
    std::optional<std::string> request_id;
    std::optional<EventId> undoes;  ///< the event that this one takes back
};
BOOST_DESCRIBE_STRUCT(Cause, (), (actor, event, request_id, undoes))

std::string json_of(eventstore::RecordedEvent const& cause) {
    return codec::to_json(Cause{cause.metadata.actor, std::string{eventstore::type_of(cause.event)},
                                cause.metadata.request_id, eventstore::undone_by(cause.metadata)});
}

std::string changes_json(std::vector<Change> const& changes) {
    std::size_t size = 2;
    for (auto const& change : changes) size += change.data.size() + change.id.size() + 64;
    std::string json;
    json.reserve(size);
    json += '[';
    for (auto const& change : changes) {
        if (json.size() > 1) json += ',';
        json += change.is_upsert ? R"({"op":"upsert","kind":")" : R"({"op":"remove","kind":")";
        json.append(change.kind).append(R"(","id":")").append(change.id) += '"';
        if (change.is_upsert) json.append(R"(,"data":)").append(change.data);
        json += '}';
    }
    json += ']';
    return json;
}

std::string head_of(char const* type, std::string const& topic, Position position,
                    Position previous) {
    return std::string{R"({"type":")"} + type + R"(","topic":")" + client_topic(topic) +
           R"(","position":)" + std::to_string(position) + R"(,"previous":)" +
           std::to_string(previous);
}

/// A person's own topic hears of all their workspaces, which are in partitions that are read beside
/// each other, perhaps by several projectors. All other topics are of one partition.
bool is_of_many_partitions(std::string const& topic) { return topic.starts_with("user:"); }

}  // namespace

std::string LiveLog::body_of(Entry const& entry, Position previous) {
    auto const* reason = entry.is_reread                          ? "changed"
                         : entry.changes.size() > bytes_per_delta ? "too_large"
                                                                  : nullptr;
    auto body = head_of(reason ? "resync" : "delta", entry.topic, entry.position, previous);
    if (reason) return body + R"(,"reason":")" + reason + R"("})";
    body.reserve(body.size() + entry.changes.size() + entry.cause.size() + 32);
    body.append(R"(,"changes":)").append(entry.changes);
    body.append(R"(,"cause":)").append(entry.cause) += '}';
    return body;
}

void TopicPositions::load(eventstore::Connection& connection,
                          std::vector<std::string> const& topics) {
    if (positions_.size() > limit) positions_.clear();
    ArrayParameter unknown{ArrayParameter::Element::text};
    bool any = false;
    for (auto const& topic : topics) {
        if (positions_.contains(topic) && !is_of_many_partitions(topic)) continue;
        positions_[topic] = 0;
        unknown.add(std::string_view{topic});
        any = true;
    }
    if (!any) return;
    auto const rows = connection.run(sql::projection_read_topics, std::move(unknown));
    for (std::size_t row = 0; row < rows.size(); ++row)
        positions_[rows.string(row, 0)] = rows.integer(row, 1);
}

void LiveLog::add(eventstore::RecordedEvent const& cause, Deltas& deltas) {
    auto const topics = deltas.take();
    std::string cause_json;
    for (auto const& [topic, told] : topics) {
        if (told.is_brief) {
            add_once(topic, cause.position);
            continue;
        }
        if (cause_json.empty()) cause_json = json_of(cause);
        // What is told briefly from here on comes after this.
        places_.erase(topic);
        entries_.push_back({topic, cause.position, changes_json(told.changes), cause_json, false});
    }
}

void LiveLog::add_once(std::string const& topic, Position position) {
    auto const [place, is_new] = places_.try_emplace(topic, entries_.size());
    if (is_new) return add_reread(topic, position);
    auto& entry = entries_[place->second];
    entry.position = std::max(entry.position, position);
}

std::vector<eventstore::LiveMessage> LiveLog::messages(eventstore::Connection& connection,
                                                       TopicPositions& positions) {
    std::set<std::string_view> told;
    std::vector<std::string> unknown;
    for (auto const& entry : entries_)
        if (!moves_.contains(entry.topic)) unknown.push_back(entry.topic);
    positions.load(connection, unknown);
    for (auto const& entry : entries_) {
        // What was told and is not written yet only stands here.
        if (auto const move = moves_.find(entry.topic); move != moves_.end())
            positions.of(entry.topic) = move->second.to;
    }
    // The partitions of a batch come one after the other, the deltas of a topic in the log's order.
    // Of one event's, what somebody may wait for comes first.
    std::ranges::sort(entries_, {}, [](Entry const& entry) {
        return std::tuple{entry.position, entry.is_reread, std::string_view{entry.topic}};
    });
    std::vector<eventstore::LiveMessage> messages;
    for (auto& entry : entries_) {
        auto& last = positions.of(entry.topic);
        bool const is_behind = entry.position <= last;
        // Not said before, although the topic is further: it went on with another partition. Once
        // is enough.
        if (is_behind && (!is_of_many_partitions(entry.topic) || told.contains(entry.topic)))
            continue;
        told.insert(entry.topic);
        if (is_behind) {
            // No delta can come before the last one: whoever follows reads the topic anew.
            entry.is_reread = true;
            entry.position = last + 1;
        }
        messages.push_back({entry.topic, entry.position, body_of(entry, last)});
        moves_.try_emplace(entry.topic, Move{last, 0}).first->second.to = entry.position;
        last = entry.position;
    }
    drop_new();
    return messages;
}

void LiveLog::drop_new() {
    entries_.clear();
    places_.clear();
}

std::size_t LiveLog::save(eventstore::Batch& batch) const {
    if (moves_.empty()) return 0;
    ArrayParameter topics{ArrayParameter::Element::text};
    ArrayParameter positions{ArrayParameter::Element::int8};
    ArrayParameter previous{ArrayParameter::Element::int8};
    for (auto const& [topic, move] : moves_) {
        topics.add(std::string_view{topic});
        positions.add(move.to);
        previous.add(move.from);
    }
    batch.add(sql::projection_advance_topics, std::move(topics), std::move(positions),
              std::move(previous));
    return moves_.size();
}

}  // namespace atelier::projections
