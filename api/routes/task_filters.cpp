#include "api/routes/task_filters.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/project/events.hpp"
#include "domain/task/events.hpp"

namespace atelier::api {
namespace {

using eventstore::ArrayParameter;
using eventstore::Parameter;
using eventstore::parameter;

constexpr std::size_t most_words = 10;

constexpr std::array<std::string_view, 11> sortable{
    "number", "title", "status",           "rank",       "priority",  "type",
    "due",    "start", "estimate_seconds", "created_at", "updated_at"};

/// One array parameter of what is there, null when the query does not say.
template <class Add>
Parameter array_or_null(Filters& filters, char const* name, ArrayParameter::Element element,
                        Add add) {
    auto const values = filters.list(name);
    if (values.empty()) return parameter(nullptr);
    ArrayParameter array{element};
    for (auto const& value : values) add(array, value);
    return array.take();
}

Parameter ids(Filters& filters, char const* name, std::optional<UserId> me = {}) {
    return array_or_null(filters, name, ArrayParameter::Element::uuid,
                         [&](ArrayParameter& array, std::string const& text) {
                             if (me && text == "me") return array.add(me->uuid);
                             auto const id = uuid_from_text(text);
                             if (!id) return filters.add_problem(name, "must be a valid id");
                             array.add(*id);
                         });
}

template <class Enum>
Parameter names(Filters& filters, char const* name) {
    return array_or_null(filters, name, ArrayParameter::Element::text,
                         [&](ArrayParameter& array, std::string const& text) {
                             auto const value = codec::from_json<Enum>(codec::to_json(text));
                             if (!value)
                                 return filters.add_problem(name, value.error().front().message);
                             array.add(std::string_view{text});
                         });
}

/// A day counts from its beginning, in UTC.
Parameter moment(Filters& filters, char const* name) {
    auto const text = filters.text(name);
    if (!text) return parameter(nullptr);
    auto const when = DateOrTime::from_text(*text);
    if (!when) {
        filters.add_problem(name, "must be a date or a time, such as 2026-11-21");
        return parameter(nullptr);
    }
    return parameter(to_text(when->begins_at()));
}

Parameter seconds(Filters& filters, char const* name) {
    auto const text = filters.text(name);
    if (!text) return parameter(nullptr);
    auto const number = codec::from_json<std::int64_t>(*text);
    if (!number) {
        filters.add_problem(name, "must be a number of seconds");
        return parameter(nullptr);
    }
    return parameter(*number);
}

/// Each word as a pattern of LIKE that finds it anywhere.
Parameter words(Filters& filters) {
    auto const text = filters.text("search");
    if (!text) return parameter(nullptr);
    ArrayParameter patterns{ArrayParameter::Element::text};
    std::size_t count = 0;
    std::string pattern;
    for (char c : *text + " ") {
        if (c != ' ') {
            if (c == '%' || c == '_' || c == '\\') pattern += '\\';
            pattern += c;
        } else if (!pattern.empty()) {
            patterns.add(std::string_view{'%' + std::exchange(pattern, {}) + '%'});
            ++count;
        }
    }
    if (count == 0 || count > most_words)
        filters.add_problem("search", "must have 1 to " + std::to_string(most_words) + " words");
    return patterns.take();
}

/// Absent: not archived ones; `any`: both.
Parameter archived(Filters& filters) {
    if (filters.text("archived") == "any") return parameter(nullptr);
    return parameter(filters.flag("archived").value_or(false));
}

QueryParameter text_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description), R"({"type":"string"})"};
}

QueryParameter flag_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description), R"({"type":"boolean"})"};
}

}  // namespace

TaskOrder task_order(Filters& filters) {
    TaskOrder order{filters.text("sort").value_or("number"), {}};
    auto const fields = filters.list("sort");
    if (fields.size() > task_sort_fields) filters.add_problem("sort", "must have at most 3 fields");
    for (auto field : fields.empty() ? std::vector<std::string>{"number"} : fields) {
        bool const falls = field.starts_with('-');
        if (falls) field.erase(0, 1);
        if (std::ranges::find(sortable, field) == sortable.end()) {
            std::string known;
            for (auto name : sortable) known += (known.empty() ? "" : ", ") + std::string{name};
            filters.add_problem("sort", "must be made of " + known + ", with - for falling order");
            break;
        }
        order.fields.emplace_back(std::move(field), falls);
    }
    order.fields.resize(task_sort_fields);
    return order;
}

std::vector<Parameter> task_filter_values(Filters& filters) {
    std::vector<Parameter> values;
    values.push_back(ids(filters, "status"));
    values.push_back(names<project::StatusCategory>(filters, "category"));
    values.push_back(names<task::Type>(filters, "type"));
    values.push_back(names<task::Priority>(filters, "priority"));
    values.push_back(ids(filters, "assignee", filters.me()));
    values.push_back(parameter(filters.flag("assigned")));
    values.push_back(ids(filters, "label"));
    for (auto const* name : {"due_from", "due_before", "start_from", "start_before", "created_from",
                             "created_before", "updated_from", "updated_before"}) {
        values.push_back(moment(filters, name));
    }
    values.push_back(seconds(filters, "estimate_from"));
    values.push_back(seconds(filters, "estimate_to"));
    values.push_back(archived(filters));
    values.push_back(parameter(filters.flag("overdue")));
    values.push_back(parameter(filters.person("created_by")));
    values.push_back(words(filters));
    return values;
}

std::vector<QueryParameter> task_filter_parameters() {
    return {
        text_parameter("status", "Only tasks in one of these statuses (ids)"),
        text_parameter("category", "Only in statuses of one of these: TODO, DOING, DONE"),
        text_parameter("type", "Only of these: TASK, BUG, FEATURE, IMPROVEMENT, CHORE"),
        text_parameter("priority", "Only of these: LOW, MEDIUM, HIGH, URGENT"),
        text_parameter("assignee", "Only of one of these people (ids); `me` is the caller"),
        flag_parameter("assigned", "Only with, or only without assignees"),
        text_parameter("label", "Only with all of these labels (ids)"),
        text_parameter("due_from", "Only due on or after this date or time"),
        text_parameter("due_before", "Only due before this date or time"),
        text_parameter("start_from", "Only starting on or after this date or time"),
        text_parameter("start_before", "Only starting before this date or time"),
        text_parameter("created_from", "Only made at or after this date or time"),
        text_parameter("created_before", "Only made before this date or time"),
        text_parameter("updated_from", "Only changed at or after this date or time"),
        text_parameter("updated_before", "Only last changed before this date or time"),
        text_parameter("estimate_from", "Only with at least this estimate in seconds"),
        text_parameter("estimate_to", "Only with at most this estimate in seconds"),
        text_parameter("archived", "true: only archived tasks; any: those too"),
        flag_parameter("overdue", "Only those that are late and not done, or only the others"),
        text_parameter("created_by", "Only made by this person; `me` is the caller"),
        text_parameter("search", "Only with all of these words in key, title or description"),
    };
}

QueryParameter task_sort_parameter() {
    return text_parameter(
        "sort",
        "Up to three of number, title, status, rank, priority, type, due, start, "
        "estimate_seconds, created_at, updated_at, with commas between; - in front: "
        "falling. Tasks without the value come last");
}

}  // namespace atelier::api
