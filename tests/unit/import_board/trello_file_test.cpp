#include "tools/atelier/trello_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

using namespace atelier;

namespace {

/// A folder of its own, removed at the end.
class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "atelier-import-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }

    std::filesystem::path file(std::string const& name, std::string const& content) const {
        std::ofstream{path_ / name, std::ios::binary} << content;
        return path_ / name;
    }
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string refusal(std::filesystem::path const& path) {
    auto const read = tools::read_trello_file(path);
    REQUIRE(!read.has_value());
    return read.error().place + ": " + read.error().reason;
}

}  // namespace

TEST_CASE("A board is read from a file") {
    Folder const folder;
    auto const path = folder.file(
        "board.json",
        R"({"id":"b","name":"B","lists":[{"id":"l","name":"L","pos":1}],"cards":[],"actions":[]})");
    auto const board = tools::read_trello_file(path);
    REQUIRE_MESSAGE(board.has_value(), board.error().reason);
    CHECK(board->name == "B");
}

TEST_CASE("A file that cannot be an export is refused with its path and the reason") {
    Folder const folder;
    auto const missing = folder.path() / "missing.json";
    CHECK(refusal(missing) == missing.string() + ": does not exist");
    CHECK(refusal(folder.path()) ==
          folder.path().string() + ": is a folder, not a file exported from Trello");
    auto const empty = folder.file("empty.json", "");
    CHECK(refusal(empty) == empty.string() + ": is empty");
    CHECK(refusal(empty / "below").ends_with(": does not exist"));
}

TEST_CASE("A file that is too large is refused") {
    Folder const folder;
    auto const path = folder.file("large.json", "{}");
    std::filesystem::resize_file(path, commands::max_import_size + 1);
    CHECK(refusal(path) == path.string() + ": is larger than 64 MiB");
}

TEST_CASE("A pipe is refused, not waited for") {
    Folder const folder;
    auto const path = folder.path() / "pipe";
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    CHECK(refusal(path) == path.string() + ": is no regular file");
}

TEST_CASE("A file that may not be read is refused") {
    Folder const folder;
    auto const path = folder.file("secret.json", "{}");
    std::filesystem::permissions(path, std::filesystem::perms::none);
    if (geteuid() == 0) {
        MESSAGE("skipped: root may read everything");
        return;
    }
    CHECK(refusal(path).starts_with(path.string() + ": cannot be read: "));
}

TEST_CASE("Where a file is no JSON, the place is that in the file") {
    Folder const folder;
    CHECK(refusal(folder.file("cut.json", R"({"id":"b","na)")).starts_with("byte "));
}
