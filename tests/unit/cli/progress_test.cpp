#include "tools/atelier/progress.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace atelier::tools;

namespace {

ProgressState half_way() { return {"board", "events", 500'000, 1'000'000, 5, 0}; }

/// What is written to a file that is no terminal, or is taken for one.
std::string written(bool is_terminal, void (*work)(Progress&)) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* const file = ::open_memstream(&text, &size);
    {
        Progress progress{"board", "events", file, is_terminal};
        work(progress);
    }
    std::fclose(file);
    std::string const result{text, size};
    std::free(text);
    return result;
}

}  // namespace

TEST_CASE("A line of progress has the share, the rate and the time left") {
    CHECK(progress_line(half_way()) ==
          "board: 500,000 of 1,000,000 events (50 %), 100,000/s, 5 s left");
}

TEST_CASE("A bar has the same and fits the width") {
    CHECK(progress_bar(half_way(), 200) ==
          "board  [############............]   50 %  500,000 of 1,000,000 events  100,000/s  5 s "
          "left");
    CHECK(progress_bar(half_way(), 40).size() == 40);
}

TEST_CASE("Nothing is said of a rate before anything was done") {
    CHECK(progress_line({"board", "events", 0, 10, 0, 0}) == "board: 0 of 10 events (0 %)");
}

TEST_CASE("Without a total there is neither a share nor a time left") {
    CHECK(progress_line({"board", "events", 100, 0, 1, 0}) == "board: 100 events, 100/s");
}

TEST_CASE("What an earlier run has done does not count for the rate") {
    CHECK(progress_line({"board", "events", 600, 1000, 1, 500}) ==
          "board: 600 of 1,000 events (60 %), 100/s, 4 s left");
}

TEST_CASE("Work that is over at once is one line where there is no terminal") {
    CHECK(written(false, [](Progress& progress) {
              progress.update(0, 10);
              progress.update(10, 10);
              progress.finish();
          }) == "board: 10 events in 1 s\n");
}

TEST_CASE("On a terminal the bar is drawn at once and gives way to the last line") {
    auto const text = written(true, [](Progress& progress) {
        progress.update(0, 10);
        progress.finish();
    });
    CHECK(text.starts_with("\r\x1b[Kboard  ["));
    CHECK(text.ends_with("\r\x1b[Kboard: 0 events in 1 s\n"));
}

TEST_CASE("Work that is broken off leaves its bar on a line of its own") {
    auto const text = written(true, [](Progress& progress) { progress.update(3, 10); });
    CHECK(text.ends_with("events\n"));
}

TEST_CASE("Numbers are grouped and durations have two units") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(-123456) == "-123,456");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(duration_text(59) == "59 s");
    CHECK(duration_text(61) == "1 min 1 s");
    CHECK(duration_text(7500) == "2 h 5 min");
}
