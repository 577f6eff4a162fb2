#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/live/topic_loader.hpp"
#include "eventstore/kafka/live_channel.hpp"
#include "schemas/codec/value.hpp"

namespace atelier::api {

/// A client's wish to follow a topic. `topic` is the name inside (`user:<id>`), `shown` what the
/// client calls it (`me`).
struct SubscribeRequest {
    std::optional<std::int64_t> id;
    std::string topic;
    std::string shown;
    std::optional<Position> after;
};

/// One topic in memory: its last deltas, and what it is made of once that was read. Not
/// thread-safe.
class Topic {
public:
    static constexpr std::size_t deltas_kept = 256;

    struct Delta {
        Position position;
        Position previous;
        std::shared_ptr<std::string const> text;
        bool is_whole;  ///< else too large to be sent: it only says that there was one
    };

    using Tell = std::function<void(std::shared_ptr<std::string const> const& text)>;

    /// Takes the next delta; a repeat changes nothing. False when one before it is missing or it is
    /// not whole: what is in memory is void. If it goes on from what is in memory it is told before
    /// that changes, so that who follows does not wait for it.
    bool apply(eventstore::LiveMessage const& message, Tell const& tell);

    /// Takes what was read from the read models, and on top of it the deltas that came meanwhile.
    /// False when one between them is missing: it has to be read again.
    bool load(TopicState state);
    void unload() { state_.reset(); }
    bool is_loaded() const { return state_.has_value(); }

    /// Whether the text is in anything that is in memory.
    bool mentions(std::string_view text) const;

    Position position() const { return state_ ? state_->position : 0; }
    /// Of the last delta that came; 0 when none did.
    Position last_delta() const { return deltas_.empty() ? 0 : deltas_.back().position; }
    Entities const& entities() const { return state_->entities; }

    /// The deltas after a position, if they are all still here and whole.
    std::optional<std::vector<Delta>> after(Position position) const;

    /// The array of entities as a snapshot has it; kept until the next delta.
    std::string const& entities_json();

private:
    bool apply_text(std::string const& text);
    bool apply_changes(codec::Value const& changes);
    void forget_old_activity();

    std::optional<TopicState> state_;
    std::deque<Delta> deltas_;
    std::string entities_json_;
};

}  // namespace atelier::api
