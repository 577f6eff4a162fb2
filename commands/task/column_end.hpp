#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::commands {

/// `top` or `bottom` of a column.
struct ColumnEnd {
    bool is_top = false;
    static std::optional<ColumnEnd> from_text(std::string_view text);
    static constexpr char const* json_schema = R"({"type":"string","enum":["top","bottom"]})";
};
std::string to_text(ColumnEnd end);

}  // namespace atelier::commands
