#include "commands/task/column_end.hpp"

namespace atelier::commands {

std::optional<ColumnEnd> ColumnEnd::from_text(std::string_view text) {
    if (text == "top") return ColumnEnd{true};
    if (text == "bottom") return ColumnEnd{false};
    return std::nullopt;
}

std::string to_text(ColumnEnd end) { return end.is_top ? "top" : "bottom"; }

}  // namespace atelier::commands
