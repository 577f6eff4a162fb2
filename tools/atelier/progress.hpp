#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace atelier::tools {

/// How far a long piece of work is.
struct ProgressState {
    std::string what;  ///< what is done: `board`
    std::string unit;  ///< of what is counted: `events`
    std::int64_t done = 0;
    std::int64_t total = 0;  ///< 0: not known
    double seconds = 0;      ///< since the beginning
    std::int64_t first = 0;  ///< where it began, when an earlier run had done some of it
};

/// `board  [#######·······]  48 %  482,113 of 1,000,000 events  112,034/s  4 s left`, without
/// colour and without a line break, at most `width` characters.
std::string progress_bar(ProgressState const& state, std::size_t width);
/// `board: 482,113 of 1,000,000 events (48 %), 112,034/s, 4 s left`
std::string progress_line(ProgressState const& state);

/// 1234567 → `1,234,567`
std::string grouped(std::int64_t number);
/// `47 s`, `3 min 20 s`, `2 h 5 min`
std::string duration_text(double seconds);

/// Shows the progress of long work on standard error: a bar that is redrawn when that is a
/// terminal, a plain line every few seconds otherwise. One thread at a time.
class Progress {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds bar_pause{100};
    static constexpr std::chrono::seconds line_pause{5};

    Progress(std::string what, std::string unit);
    /// For tests: elsewhere than to standard error.
    Progress(std::string what, std::string unit, std::FILE* out, bool is_terminal);
    /// Leaves the bar as it is, on a line of its own.
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    /// Call it as often as you like: it draws when it is time.
    void update(std::int64_t done, std::int64_t total);
    /// Draws the end, with the time that it took all in all.
    void finish();

private:
    void draw(Clock::time_point now);

    ProgressState state_;
    std::FILE* out_;
    bool is_terminal_;
    bool is_begun_ = false;
    bool is_bar_open_ = false;  ///< the cursor is behind a bar
    bool is_finished_ = false;
    Clock::time_point start_{};
    Clock::time_point drawn_{};
};

}  // namespace atelier::tools
