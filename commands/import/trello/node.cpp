#include "commands/import/trello/node.hpp"

#include <algorithm>
#include <utility>

#include "commands/import/trello/text.hpp"

namespace atelier::commands::trello {
namespace {

constexpr std::size_t longest_place = 200;  // bytes

}  // namespace

void Findings::refuse(std::string place, std::string reason) {
    if (error) return;
    // A place has names of members in it, which may be as long as the file.
    if (place.size() > longest_place) place = std::string(cut_to_size(place, longest_place)) + "…";
    error = ImportError{std::move(place), std::move(reason)};
}

void Findings::leave_out(std::string const& kind, std::size_t count) {
    if (count > 0) left_out[kind] += static_cast<std::int64_t>(count);
}

void Findings::adjust(std::string const& kind, std::size_t count) {
    if (count > 0) adjusted[kind] += static_cast<std::int64_t>(count);
}

Node::Node(codec::Value value, std::string place, Findings& findings)
    : place_(std::move(place)), findings_(&findings) {
    if (value.is_object()) {
        object_ = value;
    } else {
        findings.refuse(place_, "is not an object");
    }
}

Node::Node(std::string place, Findings& findings)
    : place_(std::move(place)), findings_(&findings) {}

std::string Node::place_of(std::string_view member) const {
    return place_.empty() ? std::string(member) : place_ + '.' + std::string(member);
}

void Node::refuse(std::string_view member, std::string reason) const {
    findings_->refuse(place_of(member), std::move(reason));
}

std::optional<codec::Value> Node::find(std::string_view member) const {
    if (!object_) return std::nullopt;
    auto const found = object_->member(member);
    return found && !found->is_null() ? found : std::nullopt;
}

bool Node::has(std::string_view member) const { return find(member).has_value(); }

std::string Node::without_nul(std::string_view text) const {
    std::string clean(text);
    findings_->adjust("removed_nul_characters", std::erase(clean, '\0'));
    return clean;
}

std::string Node::text(std::string_view member, std::string_view fallback) const {
    auto const value = find(member);
    if (!value) return std::string(fallback);
    auto const text = value->as_string();
    if (!text) refuse(member, "is not a text");
    return text ? without_nul(*text) : std::string(fallback);
}

std::string Node::required_text(std::string_view member) const {
    auto value = text(member);
    if (value.empty()) refuse(member, "is missing");
    return value;
}

double Node::number(std::string_view member, double fallback) const {
    auto const value = find(member);
    if (!value) return fallback;
    auto const number = value->as_double();
    if (!number) refuse(member, "is not a number");
    return number.value_or(fallback);
}

std::int64_t Node::integer(std::string_view member, std::int64_t fallback) const {
    auto const value = find(member);
    if (!value) return fallback;
    auto const integer = value->as_int64();
    if (!integer) refuse(member, "is not a whole number");
    return integer.value_or(fallback);
}

bool Node::flag(std::string_view member, bool fallback) const {
    auto const value = find(member);
    if (!value) return fallback;
    auto const flag = value->as_bool();
    if (!flag) refuse(member, "is not true or false");
    return flag.value_or(fallback);
}

std::optional<Timestamp> Node::time(std::string_view member) const {
    auto const written = text(member);
    if (written.empty()) return std::nullopt;
    auto const time = Timestamp::from_text(written);
    if (!time) refuse(member, "is not a time such as 2026-11-21T14:03:07.512Z");
    return time;
}

Node Node::object(std::string_view member) const {
    auto const value = find(member);
    if (!value) return Node(place_of(member), *findings_);
    return Node(*value, place_of(member), *findings_);
}

std::vector<codec::Value> Node::elements(std::string_view member) const {
    auto const value = find(member);
    if (!value) return {};
    if (!value->is_array()) refuse(member, "is not an array");
    std::vector<codec::Value> elements;
    for (auto const element : value->elements()) {
        if (findings_->elements_left == 0) {
            refuse(member, "are too many: all arrays together may have " +
                               std::to_string(max_import_elements) + " elements");
            return {};
        }
        --findings_->elements_left;
        elements.push_back(element);
    }
    return elements;
}

std::vector<Node> Node::objects(std::string_view member) const {
    std::vector<Node> objects;
    for (auto const element : elements(member)) {
        auto place = place_of(member) + '[' + std::to_string(objects.size()) + ']';
        objects.emplace_back(element, std::move(place), *findings_);
    }
    return objects;
}

std::vector<std::string> Node::texts(std::string_view member) const {
    std::vector<std::string> texts;
    for (auto const element : elements(member)) {
        auto const text = element.as_string();
        if (!text)
            refuse(std::string(member) + '[' + std::to_string(texts.size()) + ']', "is not a text");
        texts.push_back(without_nul(text.value_or("")));
    }
    return texts;
}

std::vector<std::string> Node::member_names() const {
    std::vector<std::string> names;
    if (!object_) return names;
    for (auto const [name, value] : object_->members()) names.emplace_back(name);
    return names;
}

std::size_t Node::count(std::string_view member) const { return elements(member).size(); }

}  // namespace atelier::commands::trello
