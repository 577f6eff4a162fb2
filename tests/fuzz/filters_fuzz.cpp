#include <algorithm>

#include "api/http/utf8.hpp"
#include "api/routes/task_filters.hpp"
#include "tests/fuzz/fuzz.hpp"

// The query of a task list: filters and order, as the client writes them behind the '?'.

namespace atelier::fuzz {
namespace {

constexpr std::size_t filter_count = 21;

api::Filters reading(api::QueryParameters const& parameters) {
    static std::string const request_id = "fuzz";
    return {parameters, *UserId::from_text("0199aaaa-0000-7000-8000-000000000000"), request_id};
}

/// Of an array in PostgreSQL's binary format, the elements' bytes.
std::vector<std::string_view> elements_of(eventstore::Parameter const& array) {
    constexpr std::size_t header = 20;
    Input input{array.value};
    auto const dimensions = input.number(4);
    require(dimensions <= 1, "an array has many dimensions");
    if (dimensions == 0) return {};
    input.number(8);
    auto const count = input.number(4);
    std::string_view rest{array.value};
    rest.remove_prefix(header);
    std::vector<std::string_view> elements;
    while (elements.size() < count) {
        auto const length = Input{rest}.number(4);
        require(4 + length <= rest.size(), "an element is longer than its array");
        elements.push_back(rest.substr(4, length));
        rest.remove_prefix(4 + length);
    }
    require(rest.empty(), "an array has more than its elements");
    return elements;
}

/// Whether the database's enumeration-like texts, such as `category`, can be only known names.
void check_names(eventstore::Parameter const& array) {
    if (array.null) return;
    for (auto const name : elements_of(array)) {
        require(
            !name.empty() && std::ranges::all_of(
                                 name, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }),
            "an enumerator is passed on that is none");
    }
}

void check_order(api::TaskOrder const& order) {
    require(order.fields.size() == api::task_sort_fields, "an order has no fixed width");
    for (auto const& [field, falls] : order.fields) {
        require(!falls || !field.empty(), "an order of nothing falls");
        auto const is_name = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
        require(std::ranges::all_of(field, is_name), "an order is no field");
    }
}

void check_refusal(api::Response const& response) {
    require(response.status == 400, "a refused filter is no bad request");
    require(response.body.find(R"("fields":[{"path":")") != std::string::npos,
            "a refused filter is not named");
    require(api::is_utf8(response.body), "a refusal is no text");
}

}  // namespace

void try_input(std::string_view bytes) {
    auto const parameters = api::parse_query(bytes);
    if (!parameters) return;
    auto filters = reading(*parameters);
    auto const order = api::task_order(filters);
    auto const values = api::task_filter_values(filters);
    if (auto const refused = filters.problem()) return check_refusal(*refused);
    check_order(order);
    require(values.size() == filter_count, "the statement gets another number of values");
    for (auto const name : {1U, 2U, 3U}) check_names(values[name]);
    for (auto const& value : values) {
        if (value.binary && !value.null) elements_of(value);
    }
}

}  // namespace atelier::fuzz
