#include "tools/atelier/time_zone.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;
constexpr std::time_t seconds_per_day = 86'400;

bool is_zone(std::string const& name) {
    if (name == "UTC") return true;
    if (name.empty() || name.starts_with('/') || name.find("..") != name.npos) return false;
    std::error_code ignored;
    return std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name, ignored);
}

std::time_t whole_seconds(Timestamp time) {
    auto seconds = time.milliseconds / milliseconds_per_second;
    return time.milliseconds % milliseconds_per_second < 0 ? seconds - 1 : seconds;
}

}  // namespace

void use_time_zone(std::string const& name) {
    if (!is_zone(name)) {
        throw CommandFailed(ExitCode::usage,
                            fmt::format("--time-zone {} is not known here: give a name such as "
                                        "UTC or Europe/Berlin.",
                                        name));
    }
    ::setenv("TZ", name.c_str(), 1);
    ::tzset();
}

std::string local_text(Timestamp time) {
    auto const seconds = whole_seconds(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char text[64];
    auto const length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &parts);
    return {text, length};
}

std::string local_iso_text(Timestamp time) {
    auto const seconds = whole_seconds(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    auto const minutes = std::abs(parts.tm_gmtoff) / 60;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}",
                       parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                       parts.tm_min, parts.tm_sec,
                       time.milliseconds - static_cast<std::int64_t>(seconds) * 1000,
                       parts.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

Timestamp start_of_day(Date day) {
    auto const midnight = static_cast<std::time_t>(day.days) * seconds_per_day;
    std::tm parts{};
    ::gmtime_r(&midnight, &parts);
    parts.tm_isdst = -1;
    return {static_cast<std::int64_t>(::mktime(&parts)) * milliseconds_per_second};
}

Timestamp instant_from(std::string const& text, std::string const& flag, bool end_of_day) {
    if (auto const day = Date::from_text(text)) {
        return start_of_day(end_of_day ? Date{day->days + 1} : *day);
    }
    if (auto const time = Timestamp::from_text(text)) return *time;
    throw CommandFailed(
        ExitCode::usage,
        fmt::format("{} {} is no time: give 2026-11-21 or 2026-11-21T14:00:00Z.", flag, text));
}

}  // namespace atelier::tools
