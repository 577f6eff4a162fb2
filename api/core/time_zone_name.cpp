#include "api/core/time_zone_name.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <set>
#include <sstream>

namespace atelier::api {
namespace {

/// All rules in one text, part of tzdata: `Z NAME …` begins a zone, `L TARGET NAME` is a link.
constexpr auto rules_file = "/usr/share/zoneinfo/tzdata.zi";

std::set<std::string, std::less<>> read_names() {
    std::set<std::string, std::less<>> names{"UTC"};
    std::ifstream file{rules_file};
    if (!file) spdlog::warn("{} is missing: UTC is the only time zone", rules_file);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words{line};
        std::string kind, first, second;
        words >> kind >> first >> second;
        if (kind == "Z") names.insert(first);
        if (kind == "L") names.insert(second);
    }
    return names;
}

}  // namespace

std::optional<TimeZoneName> TimeZoneName::from_text(std::string_view text) {
    static auto const names = read_names();
    if (!names.contains(text)) return std::nullopt;
    return TimeZoneName{std::string{text}};
}

}  // namespace atelier::api
