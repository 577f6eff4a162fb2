#pragma once

#include <expected>
#include <filesystem>

#include "commands/import/trello/parse.hpp"

namespace atelier::tools {

/// Reads a file whole and parses it as `parse_trello` does. Refused too, with the path as the
/// place: a file that is not there, cannot be read, is no regular file, is empty, or has more than
/// `commands::max_import_size` bytes; of the last, no more than that is read.
std::expected<commands::ImportedBoard, commands::ImportError> read_trello_file(
    std::filesystem::path const& path);

}  // namespace atelier::tools
