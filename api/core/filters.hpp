#pragma once

#include <expected>
#include <optional>
#include <string>

#include "api/core/query_route.hpp"

namespace atelier::api {

/// What the query's parameters say, read one after the other; every one that is wrong is told in
/// one answer.
class Filters {
public:
    explicit Filters(Query const& query)
        : Filters(query.exchange.query, query.user(), query.exchange.request.id) {}
    /// `me`: who asks. What is given must outlive the filters.
    Filters(QueryParameters const& parameters, UserId me, std::string const& request_id)
        : parameters_(parameters), me_(me), request_id_(request_id) {}

    UserId me() const { return me_; }

    // Absent where the parameter is.
    std::optional<Uuid> id(char const* name);
    /// An id, or `me`.
    std::optional<Uuid> person(char const* name);
    std::optional<std::int64_t> instant(char const* name);  ///< milliseconds
    std::optional<Date> date(char const* name);
    std::optional<bool> flag(char const* name);
    std::optional<std::string> text(char const* name) const;
    /// Each occurrence of the parameter, and each part between commas.
    std::vector<std::string> list(char const* name) const;

    void add_problem(std::string name, std::string message);
    /// The 400 when something was wrong.
    std::optional<Response> problem() const;

private:
    template <class T>
    std::optional<T> read(char const* name, char const* what);

    QueryParameters const& parameters_;
    UserId me_;
    std::string const& request_id_;
    std::vector<commands::FieldProblem> problems_;
};

QueryParameter id_parameter(std::string name, std::string description);
QueryParameter person_parameter(std::string name, std::string description);
QueryParameter instant_parameter(std::string name, std::string description);

}  // namespace atelier::api
