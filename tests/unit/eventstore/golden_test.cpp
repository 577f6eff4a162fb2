#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/eventstore/golden.hpp"

namespace atelier::eventstore {
namespace {

using test::golden_problems;

/// A folder of its own for one test.
class Folder {
public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "atelier-golden-XXXXXX").string();
        if (!mkdtemp(name.data())) FAIL("no temporary folder");
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(Folder const&) = delete;

    Folder& write(std::string const& name, std::string const& text) {
        std::ofstream{path_ / name} << text << '\n';
        return *this;
    }
    std::vector<std::string> problems(std::vector<EventType> const& types,
                                      std::span<Upcaster const> by = {}) const {
        return golden_problems(path_, types, by);
    }

private:
    std::filesystem::path path_;
};

bool says(std::vector<std::string> const& problems, std::string_view words) {
    return problems.size() == 1 && problems.front().find(words) != std::string::npos;
}

EventType const moved{"TaskMoved", 1, "",
                      R"({"status":"01963b6e-7c00-7abc-8def-0123456789ab","rank":"V"})"};

Upcaster const from_zero{"TaskMoved", 0, [](std::string const&) { return moved.sample; }};

}  // namespace

TEST_CASE(
    "every event that was ever written can be read, and the present code writes what it wrote "
    "before") {
    for (auto const& problem : golden_problems(ATELIER_GOLDEN_FOLDER, event_types(), upcasters())) {
        FAIL_CHECK(problem);
    }
}

TEST_CASE("the golden copies of the present code are without a problem") {
    CHECK(Folder{}.write("TaskMoved.v1.json", moved.sample).problems({moved}).empty());
}

TEST_CASE("an event without a golden copy is told how to get one") {
    CHECK(says(Folder{}.problems({moved}),
               "no golden copy of TaskMoved version 1: write it by `atelier schema write`"));
    CHECK(says(golden_problems("/nowhere/at/all", std::vector{moved}, {}), "no golden copy"));
}

TEST_CASE("a shape that changed without a new version is told") {
    auto changed = moved;
    changed.sample = R"({"column":"1","rank":"V"})";
    CHECK(says(Folder{}.write("TaskMoved.v1.json", moved.sample).problems({changed}),
               "shape changed without a new version: TaskMoved"));
}

TEST_CASE("an event whose name is gone is told") {
    CHECK(says(Folder{}.write("TaskShifted.v1.json", "{}").problems({}),
               "TaskShifted.v1.json cannot be read any more"));
}

TEST_CASE("an old version without an upcaster is told, and with one is read") {
    Folder folder;
    folder.write("TaskMoved.v0.json", R"({"column":"1"})").write("TaskMoved.v1.json", moved.sample);
    CHECK(says(folder.problems({moved}), "no upcaster for version 0 of TaskMoved"));
    CHECK(folder.problems({moved}, std::span{&from_zero, 1}).empty());
}

TEST_CASE("an old golden copy that was removed is told") {
    auto newer = moved;
    newer.schema_version = 2;
    auto const problems = Folder{}.write("TaskMoved.v2.json", moved.sample).problems({newer});
    REQUIRE(problems.size() == 2);
    CHECK(problems.front().find("version 1 is gone") != std::string::npos);
    // And the copy is of a version that the code in fact does not have yet.
    CHECK(problems.back().find("has version 2, this program knows 1") != std::string::npos);
}

TEST_CASE("a file that is no golden copy is told") {
    CHECK(says(Folder{}.write("notes.txt", "").problems({}),
               "notes.txt is no <EventName>.v<version>.json"));
    CHECK(says(Folder{}.write("TaskMoved.vX.json", "").problems({}), "is no <EventName>"));
}

}  // namespace atelier::eventstore
