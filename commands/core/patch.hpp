#pragma once

#include "commands/core/rejection.hpp"
#include "domain/text.hpp"

namespace atelier::commands {

/// The new value where a patch sets or clears a member and that differs from the present value.
template <class T>
std::optional<T> changed(Patch<T> const& patch, T const& present, T const& cleared = {}) {
    if (patch.is_kept()) return std::nullopt;
    auto const& wanted = patch.is_set() ? patch.value : cleared;
    if (wanted == present) return std::nullopt;
    return wanted;
}

template <std::size_t Min, std::size_t Max>
std::optional<std::string> changed(Patch<Text<Min, Max>> const& patch, std::string const& present) {
    using Kind = Patch<std::string>::Kind;
    return changed(Patch<std::string>{static_cast<Kind>(patch.kind), patch.value.value}, present);
}

/// Of a member that can be absent: what the event says of it.
template <class T>
Patch<T> change(Patch<T> const& patch, std::optional<T> const& present) {
    if (patch.is_kept()) return {};
    auto const wanted = patch.is_set() ? std::optional{patch.value} : std::nullopt;
    return wanted == present ? Patch<T>{} : patch;
}

/// Of a member that must be there always.
template <class T>
void refuse_clearing(std::optional<Rejection>& problems, char const* path, Patch<T> const& patch) {
    if (patch.kind == Patch<T>::Kind::clear) add_problem(problems, path, "cannot be cleared");
}

}  // namespace atelier::commands
