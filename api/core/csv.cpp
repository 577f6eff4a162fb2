#include "api/core/csv.hpp"

#include "api/http/url.hpp"

namespace atelier::api {
namespace {

std::string cell_of(std::string_view text) {
    constexpr std::string_view formula_starts = "=+-@\t\r\n";
    std::string cell;
    if (!text.empty() && formula_starts.find(text.front()) != std::string_view::npos) cell = "'";
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted += '"';
}

std::string next_address(Exchange const& exchange, std::string const& cursor) {
    std::string address = exchange.request.path + "?";
    for (auto const& [name, value] : exchange.query) {
        if (name != "cursor") address += percent_encode(name) + "=" + percent_encode(value) + "&";
    }
    return address + "cursor=" + percent_encode(cursor);
}

}  // namespace

std::string csv_line(std::vector<std::string> const& cells) {
    std::string line;
    bool first = true;
    for (auto const& cell : cells) {
        if (!std::exchange(first, false)) line += ',';
        line += cell_of(cell);
    }
    return line;
}

void Csv::add(std::vector<std::string> const& cells) { text_ += csv_line(cells) + "\r\n"; }

QueryAnswer Csv::answer(std::string const& file_name, Query const& query,
                        std::optional<std::string> const& next_cursor) const {
    QueryAnswer answer;
    answer.as_is.content_type = "text/csv; charset=utf-8";
    answer.as_is.headers.emplace_back("Content-Disposition",
                                      "attachment; filename=\"" + file_name + "\"");
    if (next_cursor) {
        answer.as_is.headers.emplace_back("Atelier-Next-Cursor", *next_cursor);
        answer.as_is.headers.emplace_back(
            "Link", "<" + next_address(query.exchange, *next_cursor) + ">; rel=\"next\"");
    }
    answer.as_is.body = text_;
    return answer;
}

std::expected<bool, Response> wants_csv(Query const& query) {
    auto const* format = find_parameter(query.exchange.query, "format");
    if (!format || *format == "json") return false;
    if (*format == "csv") return true;
    return std::unexpected(failure(400, "malformed_request", "format must be json or csv.",
                                   query.exchange.request.id, {{"format", "must be json or csv"}}));
}

QueryParameter format_parameter() {
    return {"format", "A table to be saved instead of JSON", R"({"enum":["json","csv"]})"};
}

}  // namespace atelier::api
