#include "api/routes/task_filters.hpp"

#include <doctest/doctest.h>

namespace atelier::api {
namespace {

/// The body of the refusal, empty where the query is fine.
std::string refusal_of(std::string_view query) {
    auto const parameters = parse_query(query).value();
    std::string const request_id = "r1";
    Filters filters{parameters, UserId{}, request_id};
    task_order(filters);
    task_filter_values(filters);
    auto const refused = filters.problem();
    return refused ? refused->body : "";
}

}  // namespace

TEST_CASE("a filter by enumerators takes their names as they are, not as JSON would escape them") {
    CHECK(refusal_of("priority=LOW,HIGH&type=BUG&category=DONE") == "");
    for (auto const* query : {"priority=%5Cu004cOW", "type=BUG%22", "category=done", "priority="}) {
        auto const refused = refusal_of(query);
        CHECK_MESSAGE(refused.find("must be one of") != std::string::npos, query);
    }
}

TEST_CASE("every filter and order that is wrong is named in one answer") {
    auto const refused = refusal_of("due_from=soon&overdue=maybe&assignee=somebody&sort=colour");
    for (auto const* name : {"due_from", "overdue", "assignee", "sort"}) {
        CHECK(refused.find(R"({"path":")" + std::string{name}) != std::string::npos);
    }
}

}  // namespace atelier::api
