#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/core/query_route.hpp"

namespace atelier::api {

/// A line of a table as RFC 4180 has it, without its CRLF: a cell with a comma, a quote or a line
/// break in quotes. A cell that a spreadsheet would take for a formula (it begins with =, +, -, @,
/// a tab or a line break) gets an apostrophe in front.
std::string csv_line(std::vector<std::string> const& cells);

/// Lines under a header.
class Csv {
public:
    explicit Csv(std::vector<std::string> const& header) { add(header); }
    void add(std::vector<std::string> const& cells);

    /// The answer, to be saved under `file_name`. With a cursor there is more: its address stands
    /// in the header `Link` (RFC 8288), the cursor alone in `Atelier-Next-Cursor`.
    QueryAnswer answer(std::string const& file_name, Query const& query,
                       std::optional<std::string> const& next_cursor = {}) const;

private:
    std::string text_;
};

/// Whether `?format=csv` was asked for; an answer when it is something else than `csv` or `json`.
std::expected<bool, Response> wants_csv(Query const& query);
QueryParameter format_parameter();

}  // namespace atelier::api
