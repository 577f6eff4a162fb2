#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::api {

/// A name of the IANA's time zone database as the system has it (Debian's tzdata), links among
/// them: `Europe/Berlin`, `UTC`.
struct TimeZoneName {
    static constexpr char const* json_schema =
        R"({"type":"string","maxLength":64,"examples":["Europe/Berlin"]})";
    static constexpr char const* json_form =
        "name of the IANA time zone database, such as Europe/Berlin";
    std::string value;

    static std::optional<TimeZoneName> from_text(std::string_view text);
};

inline std::string to_text(TimeZoneName const& name) { return name.value; }

}  // namespace atelier::api
