#include "api/core/filters.hpp"

namespace atelier::api {

template <class T>
std::optional<T> Filters::read(char const* name, char const* what) {
    auto const* found = find_parameter(parameters_, name);
    if (!found) return std::nullopt;
    auto value = T::from_text(*found);
    if (!value) add_problem(name, std::string{"must be "} + what);
    return value;
}

std::optional<Uuid> Filters::id(char const* name) {
    auto const value = read<Id<struct AnyTag>>(name, "a valid id");
    return value ? std::optional{value->uuid} : std::nullopt;
}

std::optional<Uuid> Filters::person(char const* name) {
    auto const* found = find_parameter(parameters_, name);
    if (found && *found == "me") return me_.uuid;
    return id(name);
}

std::optional<std::int64_t> Filters::instant(char const* name) {
    auto const time = read<Timestamp>(name, "an instant, such as 2026-11-21T14:03:07Z");
    return time ? std::optional{time->milliseconds} : std::nullopt;
}

std::optional<Date> Filters::date(char const* name) {
    return read<Date>(name, "a date, such as 2026-11-21");
}

std::optional<bool> Filters::flag(char const* name) {
    auto const* found = find_parameter(parameters_, name);
    if (!found) return std::nullopt;
    if (*found == "true") return true;
    if (*found == "false") return false;
    add_problem(name, "must be true or false");
    return std::nullopt;
}

std::optional<std::string> Filters::text(char const* name) const {
    auto const* found = find_parameter(parameters_, name);
    return found ? std::optional{*found} : std::nullopt;
}

std::vector<std::string> Filters::list(char const* name) const {
    std::vector<std::string> all;
    for (auto const& [key, value] : parameters_) {
        if (key != name) continue;
        for (std::size_t start = 0; start <= value.size();) {
            auto const end = std::min(value.find(',', start), value.size());
            all.push_back(value.substr(start, end - start));
            start = end + 1;
        }
    }
    return all;
}

void Filters::add_problem(std::string name, std::string message) {
    problems_.push_back({std::move(name), std::move(message)});
}

std::optional<Response> Filters::problem() const {
    if (problems_.empty()) return std::nullopt;
    auto const& first = problems_.front();
    return failure(400, "malformed_request", first.path + " " + first.message + ".", request_id_,
                   problems_);
}

QueryParameter id_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description), R"({"type":"string","format":"uuid"})"};
}

QueryParameter person_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description) + "; `me` is the caller",
            R"({"type":"string","anyOf":[{"format":"uuid"},{"const":"me"}]})"};
}

QueryParameter instant_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description), R"({"type":"string","format":"date-time"})"};
}

}  // namespace atelier::api
