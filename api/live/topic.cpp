#include "api/live/topic.hpp"

#include <algorithm>

#include "schemas/codec/json.hpp"

namespace atelier::api {

bool Topic::apply(eventstore::LiveMessage const& message, Tell const& tell) {
    if (!deltas_.empty() && message.position <= deltas_.back().position) return true;
    auto const document = codec::Document::parse(message.body);
    auto const previous = document ? document->root().member("previous") : std::nullopt;
    auto const before = previous ? previous->as_int64() : std::nullopt;
    if (!before) return false;
    if (!deltas_.empty() && *before != deltas_.back().position) deltas_.clear();
    auto const changes = document->root().member("changes");
    bool const is_whole = changes.has_value();
    if (!is_whole) deltas_.clear();  // of no use, since this one does not go on from them
    deltas_.push_back(
        {message.position, *before, std::make_shared<std::string const>(message.body), is_whole});
    if (deltas_.size() > deltas_kept) deltas_.pop_front();
    if (!state_ || message.position <= state_->position) return true;
    if (is_whole && *before == state_->position) {
        tell(deltas_.back().text);
        if (apply_changes(*changes)) {
            state_->position = message.position;
            return true;
        }
    }
    unload();
    return false;
}

bool Topic::mentions(std::string_view text) const {
    auto const in_delta = [text](Delta const& delta) {
        return delta.text->find(text) != std::string::npos;
    };
    if (std::ranges::any_of(deltas_, in_delta)) return true;
    return state_ && std::ranges::any_of(state_->entities, [text](auto const& entity) {
               return entity.second.find(text) != std::string::npos;
           });
}

bool Topic::apply_text(std::string const& text) {
    auto const document = codec::Document::parse(text);
    auto const changes = document ? document->root().member("changes") : std::nullopt;
    return changes && apply_changes(*changes);
}

bool Topic::apply_changes(codec::Value const& changes) {
    entities_json_.clear();
    for (auto change : changes.elements()) {
        auto const kind = change.member("kind");
        auto const id = change.member("id");
        if (!kind || !id) return false;
        EntityKey key{*kind->as_string(), *id->as_string()};
        if (auto const data = change.member("data")) {
            state_->entities[std::move(key)] = data->raw();
        } else {
            state_->entities.erase(key);
        }
    }
    forget_old_activity();
    return true;
}

/// An activity topic only ever gets more entities: without an end it would outgrow memory and every
/// queue.
void Topic::forget_old_activity() {
    auto& entities = state_->entities;
    if (entities.size() < 2 * activity_entities || entities.begin()->first.first != "activity")
        return;
    std::vector<EntityKey> keys;
    for (auto const& [key, data] : entities) keys.push_back(key);
    // Ids are positions: a longer one is a later one.
    std::ranges::sort(
        keys, {}, [](EntityKey const& key) { return std::pair{key.second.size(), key.second}; });
    keys.resize(keys.size() - activity_entities);
    for (auto const& key : keys) entities.erase(key);
}

bool Topic::load(TopicState state) {
    state_ = std::move(state);
    entities_json_.clear();
    for (auto const& delta : deltas_) {
        if (delta.position <= state_->position) continue;
        if (delta.previous != state_->position || !apply_text(*delta.text)) {
            unload();
            return false;
        }
        state_->position = delta.position;
    }
    return true;
}

std::optional<std::vector<Topic::Delta>> Topic::after(Position position) const {
    if (position == this->position()) return std::vector<Delta>{};
    // What was read may be ahead of the messages: those in between are not here yet.
    if (!deltas_.empty() && deltas_.back().position < this->position()) return std::nullopt;
    for (auto delta = deltas_.begin(); delta != deltas_.end(); ++delta) {
        if (delta->previous != position) continue;
        if (!std::all_of(delta, deltas_.end(), [](Delta const& one) { return one.is_whole; })) {
            return std::nullopt;
        }
        return std::vector<Delta>(delta, deltas_.end());
    }
    return std::nullopt;
}

std::string const& Topic::entities_json() {
    if (!entities_json_.empty()) return entities_json_;
    entities_json_ = "[";
    for (auto const& [key, data] : state_->entities) {
        if (entities_json_.size() > 1) entities_json_ += ',';
        entities_json_ +=
            R"({"kind":")" + key.first + R"(","id":")" + key.second + R"(","data":)" + data + '}';
    }
    return entities_json_ += ']';
}

}  // namespace atelier::api
