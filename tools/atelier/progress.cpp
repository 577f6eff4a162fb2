#include "tools/atelier/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace atelier::tools {
namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t bar_width = 24;
constexpr auto erase_line = "\r\x1b[K";

std::size_t width_of(std::FILE* out) {
    winsize size{};
    if (::ioctl(::fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
    return size.ws_col;
}

double rate_of(ProgressState const& state) {
    if (state.seconds <= 0) return 0;
    return static_cast<double>(state.done - state.first) / state.seconds;
}

int percent_of(ProgressState const& state) {
    if (state.total <= 0) return 0;
    auto const percent = 100 * (static_cast<double>(state.done) / static_cast<double>(state.total));
    return static_cast<int>(std::clamp(percent, 0.0, 100.0));
}

std::string counted(ProgressState const& state) {
    if (state.total <= 0) return fmt::format("{} {}", grouped(state.done), state.unit);
    return fmt::format("{} of {} {}", grouped(state.done), grouped(state.total), state.unit);
}

/// Empty as long as nothing can be said of it.
std::string rate_text(ProgressState const& state) {
    auto const rate = rate_of(state);
    return rate > 0 ? grouped(std::llround(rate)) + "/s" : std::string{};
}

std::string left_text(ProgressState const& state) {
    auto const rate = rate_of(state);
    if (rate <= 0 || state.total <= state.done) return {};
    return duration_text(static_cast<double>(state.total - state.done) / rate) + " left";
}

}  // namespace

std::string grouped(std::int64_t number) {
    auto text = std::to_string(number);
    auto const front = static_cast<std::ptrdiff_t>(number < 0);
    for (auto place = std::ssize(text) - 3; place > front; place -= 3) {
        text.insert(static_cast<std::size_t>(place), ",");
    }
    return text;
}

std::string duration_text(double seconds) {
    auto const whole = static_cast<std::int64_t>(std::ceil(std::max(0.0, seconds)));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string progress_line(ProgressState const& state) {
    auto line = state.what + ": " + counted(state);
    if (state.total > 0) line += fmt::format(" ({} %)", percent_of(state));
    for (auto const& part : {rate_text(state), left_text(state)}) {
        if (!part.empty()) line += ", " + part;
    }
    return line;
}

std::string progress_bar(ProgressState const& state, std::size_t width) {
    std::string line = state.what;
    if (state.total > 0) {
        auto const full = bar_width * static_cast<std::size_t>(percent_of(state)) / 100;
        line += "  [" + std::string(full, '#') + std::string(bar_width - full, '.') + "]" +
                fmt::format("  {:>3} %", percent_of(state));
    }
    for (auto const& part : {counted(state), rate_text(state), left_text(state)}) {
        if (!part.empty()) line += "  " + part;
    }
    // A line that wraps could not be drawn over.
    return line.substr(0, width);
}

Progress::Progress(std::string what, std::string unit)
    : Progress(std::move(what), std::move(unit), stderr, ::isatty(::fileno(stderr)) == 1) {}

Progress::Progress(std::string what, std::string unit, std::FILE* out, bool is_terminal)
    : out_(out), is_terminal_(is_terminal) {
    state_.what = std::move(what);
    state_.unit = std::move(unit);
}

Progress::~Progress() {
    if (is_bar_open_) fmt::print(out_, "\n");
}

void Progress::update(std::int64_t done, std::int64_t total) {
    auto const now = Clock::now();
    if (!is_begun_) {
        is_begun_ = true;
        start_ = now;
        state_.first = done;
    }
    state_.done = done;
    state_.total = total;
    auto const pause = is_terminal_ ? Clock::duration{bar_pause} : Clock::duration{line_pause};
    // Lines begin after a pause: what is over by then needs none but the last.
    auto const before = drawn_ == Clock::time_point{} && !is_terminal_ ? start_ : drawn_;
    if (now - before >= pause) draw(now);
}

void Progress::finish() {
    if (!is_begun_ || is_finished_) return;
    is_finished_ = true;
    auto const now = Clock::now();
    state_.seconds = std::chrono::duration<double>(now - start_).count();
    auto const line = fmt::format("{}: {} {} in {}", state_.what, grouped(state_.done), state_.unit,
                                  duration_text(state_.seconds));
    auto const rate = state_.seconds >= 1 ? rate_text(state_) : std::string{};
    fmt::print(out_, "{}{}{}{}\n", is_bar_open_ ? erase_line : "", line, rate.empty() ? "" : ", ",
               rate);
    is_bar_open_ = false;
}

void Progress::draw(Clock::time_point now) {
    drawn_ = now;
    state_.seconds = std::chrono::duration<double>(now - start_).count();
    if (is_terminal_) {
        // One less than the width: a full line wraps on some terminals.
        fmt::print(out_, "{}{}", erase_line, progress_bar(state_, width_of(out_) - 1));
        std::fflush(out_);
        is_bar_open_ = true;
    } else {
        fmt::print(out_, "{}\n", progress_line(state_));
    }
}

}  // namespace atelier::tools
