#pragma once

#include <compare>
#include <cstddef>
#include <string>

namespace atelier::codec {

/// What reading does about members that the type does not have. Requests: reject, since a misspelt
/// member must not vanish. Stored events: ignore, since newer writers may add members.
enum class Unknown { reject, ignore };

/// One thing that is wrong with a text.
struct FieldError {
    std::string path;     ///< `due_date`, `labels[2].name`; empty for the whole
    std::string message;  ///< a sentence without its subject: "must be a string"
    /// True when the text has not the form at all (HTTP 400), false when the form is right and the
    /// content is not acceptable (422).
    bool malformed = false;
    auto operator<=>(FieldError const&) const = default;
};

/// As many errors are reported for one text.
inline constexpr std::size_t max_errors = 100;

/// JSON that is passed on unread. Must hold one JSON value when it is written.
struct RawJson {
    std::string text;
    auto operator<=>(RawJson const&) const = default;
};

}  // namespace atelier::codec
