#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/codec/value.hpp"

namespace atelier::tools {

/// What a client keeps of its topics, to go on where it was.
class LivePlaces {
public:
    /// `after`: the position from which on the first subscription wants deltas.
    LivePlaces(std::vector<std::string> const& topics, std::optional<std::int64_t> after);

    /// The `subscribe` messages for all topics; their ids are the topics' numbers, from 1.
    std::vector<std::string> subscriptions() const;
    std::string subscription(std::string const& topic) const;

    /// The subscriptions after a `welcome`. When it says another log than the one before, the
    /// positions that are kept mean nothing any more, and every topic begins with a snapshot.
    std::vector<std::string> welcome(codec::Value message);

    /// Notes where a snapshot or a delta leaves its topic. False when a delta does not follow what
    /// came before it: the topic must be subscribed again.
    bool advance(codec::Value message);

private:
    std::vector<std::string> topics_;
    std::map<std::string, std::optional<std::int64_t>, std::less<>> places_;
    std::optional<std::string> log_;  ///< that the places are of
};

/// A message of the service in words, a line for each change; no line for what nobody needs to
/// see. No control characters.
std::vector<std::string> live_lines(codec::Value message);

/// The member's text, or empty.
std::string text_member(codec::Value object, std::string_view name);

}  // namespace atelier::tools
