#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::api {

/// A well-formed language tag (BCP 47, RFC 5646 §2.1): `de`, `en-GB`, `zh-Hant-TW`. Whether its
/// parts are registered is not looked at; tags without a language (`x-…`, `i-…`) are none.
struct Locale {
    static constexpr std::size_t longest = 35;  ///< RFC 5646 §4.4.1
    static constexpr char const* json_schema =
        R"({"type":"string","maxLength":35,"examples":["de","en-GB"]})";
    static constexpr char const* json_form = "BCP 47 language tag, such as de or en-GB";
    std::string value;

    static std::optional<Locale> from_text(std::string_view text);
};

inline std::string to_text(Locale const& locale) { return locale.value; }

}  // namespace atelier::api
