#include "tools/atelier/trello_file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>

namespace atelier::tools {
namespace {

using commands::ImportError;
using commands::max_import_size;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string reason_of(int error) {
    return "cannot be read: " + std::generic_category().message(error);
}

std::expected<std::string, std::string> read_bytes(std::filesystem::path const& path) {
    std::unique_ptr<std::FILE, CloseFile> const file{std::fopen(path.c_str(), "rb")};
    if (!file) return std::unexpected(reason_of(errno));
    std::string bytes;
    char buffer[1 << 16];
    // One byte above the limit is enough to know, even of a file that grows meanwhile.
    while (bytes.size() <= max_import_size) {
        auto const size = std::fread(buffer, 1, sizeof buffer, file.get());
        if (size == 0) break;
        bytes.append(buffer, size);
    }
    if (std::ferror(file.get())) return std::unexpected(reason_of(errno));
    if (bytes.size() > max_import_size) return std::unexpected("is larger than 64 MiB");
    if (bytes.empty()) return std::unexpected("is empty");
    return bytes;
}

std::expected<std::string, std::string> read_regular_file(std::filesystem::path const& path) {
    std::error_code error;
    auto const status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return std::unexpected("does not exist");
    }
    if (error) return std::unexpected("cannot be read: " + error.message());
    if (std::filesystem::is_directory(status)) {
        return std::unexpected("is a folder, not a file exported from Trello");
    }
    // A pipe or a device might never end.
    if (!std::filesystem::is_regular_file(status)) {
        return std::unexpected("is no regular file");
    }
    return read_bytes(path);
}

}  // namespace

std::expected<commands::ImportedBoard, ImportError> read_trello_file(
    std::filesystem::path const& path) {
    auto bytes = read_regular_file(path);
    if (!bytes) return std::unexpected(ImportError{path.string(), std::move(bytes.error())});
    return commands::parse_trello(std::move(*bytes));
}

}  // namespace atelier::tools
