#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace atelier::commands::trello {

/// Where a text stops being JSON (RFC 8259): the offset of the first byte that cannot follow what
/// is before it, or the text's size when it ends too early. Nothing when its grammar is right. For
/// the message about a file that the parser, which is quick and says less, has refused.
std::optional<std::size_t> find_json_fault(std::string_view text);

}  // namespace atelier::commands::trello
