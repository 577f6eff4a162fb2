#include "tools/atelier/live_lines.hpp"

#include <fmt/format.h>
#include <boost/describe.hpp>

#include <algorithm>

#include "schemas/codec/json.hpp"
#include "tools/atelier/describe_event.hpp"

namespace atelier::tools {

struct Subscribe {
    std::string type = "subscribe";
    std::int64_t id = 0;
    std::string topic;
    std::optional<std::int64_t> after;
    std::optional<std::string> log;
};
BOOST_DESCRIBE_STRUCT(Subscribe, (), (type, id, topic, after, log))

namespace {

std::optional<std::int64_t> number_member(codec::Value object, std::string_view name) {
    auto const member = object.member(name);
    return member ? member->as_int64() : std::nullopt;
}

/// What people know an entity by: its key and its name, whatever the kind calls them.
std::string entity_name(codec::Value entity) {
    auto text = text_member(entity, "kind");
    auto const data = entity.member("data");
    std::string known;
    for (auto const* name : {"key", "title", "name", "email", "summary"}) {
        auto const value = data ? text_member(*data, name) : std::string{};
        if (!value.empty()) known += " " + on_one_line(value);
    }
    return text + (known.empty() ? " " + text_member(entity, "id") : known);
}

std::vector<std::string> snapshot_lines(codec::Value message) {
    std::map<std::string, int> counts;
    if (auto const entities = message.member("entities")) {
        for (auto const entity : entities->elements()) ++counts[text_member(entity, "kind")];
    }
    auto line = fmt::format("{:>8}  {}: snapshot", number_member(message, "position").value_or(0),
                            text_member(message, "topic"));
    char const* before = " of ";
    for (auto const& [kind, count] : counts) {
        line += fmt::format("{}{} × {}", before, count, on_one_line(kind));
        before = ", ";
    }
    return {line};
}

std::vector<std::string> delta_lines(codec::Value message) {
    std::vector<std::string> lines;
    auto const cause = message.member("cause");
    auto const event = cause ? text_member(*cause, "event") : std::string{};
    auto const changes = message.member("changes");
    if (!changes) return lines;
    for (auto const change : changes->elements()) {
        bool const is_removal = text_member(change, "op") == "remove";
        lines.push_back(fmt::format("{:>8}  {}  {} {}{}",
                                    number_member(message, "position").value_or(0),
                                    text_member(message, "topic"), is_removal ? "-" : "+",
                                    on_one_line(entity_name(change), 200),
                                    event.empty() ? "" : "  (" + on_one_line(event) + ")"));
    }
    return lines;
}

}  // namespace

LivePlaces::LivePlaces(std::vector<std::string> const& topics, std::optional<std::int64_t> after)
    : topics_(topics) {
    for (auto const& topic : topics) places_[topic] = after;
}

std::string LivePlaces::subscription(std::string const& topic) const {
    auto const number = std::ranges::find(topics_, topic) - topics_.begin() + 1;
    auto const place = places_.find(topic);
    return codec::to_json(Subscribe{"subscribe", number, topic,
                                    place == places_.end() ? std::nullopt : place->second, log_});
}

std::vector<std::string> LivePlaces::subscriptions() const {
    std::vector<std::string> messages;
    for (auto const& topic : topics_) messages.push_back(subscription(topic));
    return messages;
}

std::vector<std::string> LivePlaces::welcome(codec::Value message) {
    auto const log = text_member(message, "log");
    if (log_ && *log_ != log) {
        for (auto& [topic, place] : places_) place = std::nullopt;
    }
    // A position that a person gave is of no log that is known.
    auto messages = subscriptions();
    if (!log.empty()) log_ = log;
    return messages;
}

bool LivePlaces::advance(codec::Value message) {
    auto const type = text_member(message, "type");
    auto const place = places_.find(text_member(message, "topic"));
    auto const position = number_member(message, "position");
    if (place == places_.end() || !position) return true;
    if (type == "snapshot") {
        place->second = position;
    } else if (type == "delta") {
        auto const previous = number_member(message, "previous");
        // A repeat is harmless; a gap is not.
        if (place->second && previous && *previous > *place->second) return false;
        place->second = std::max(place->second.value_or(0), *position);
    }
    return true;
}

std::vector<std::string> live_lines(codec::Value message) {
    auto const type = text_member(message, "type");
    if (type == "snapshot") return snapshot_lines(message);
    if (type == "delta") return delta_lines(message);
    if (type == "resync") {
        return {fmt::format("          {}: begun anew ({})", text_member(message, "topic"),
                            on_one_line(text_member(message, "reason")))};
    }
    return {};
}

std::string text_member(codec::Value object, std::string_view name) {
    auto const member = object.member(name);
    return std::string{member ? member->as_string().value_or("") : ""};
}

}  // namespace atelier::tools
