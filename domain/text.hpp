#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>

namespace atelier {

/// A text whose length (in Unicode code points) the edge checks: between `Min` and `Max`.
/// The limit is part of the type, so that validation and the OpenAPI document cannot disagree.
template <std::size_t Min, std::size_t Max>
struct Text {
    std::string value;
    auto operator<=>(Text const&) const = default;
    static constexpr std::size_t min_length = Min;
    static constexpr std::size_t max_length = Max;
};

/// What a merge patch says of one member: leave it, clear it, or set it.
template <class T>
struct Patch {
    enum class Kind { keep, clear, set } kind = Kind::keep;
    T value{};

    bool is_kept() const { return kind == Kind::keep; }
    bool is_set() const { return kind == Kind::set; }
    auto operator<=>(Patch const&) const = default;
};

/// The value of a member after the patch.
template <class T>
std::optional<T> patched(std::optional<T> const& value, Patch<T> const& patch) {
    if (patch.is_kept()) return value;
    return patch.is_set() ? std::optional{patch.value} : std::nullopt;
}

}  // namespace atelier
