#pragma once

#include <compare>
#include <string>
#include <variant>

#include "domain/id.hpp"

namespace atelier {

/// What the log keeps of a `Personal<T>`: AES-256-GCM under the subject's own key, in base64.
struct Sealed {
    std::string ciphertext;
    auto operator<=>(Sealed const&) const = default;
};

/// Data about a person. `decide` makes it in the clear; the event store seals it on append with the
/// subject's key and opens it where it is read; once the subject is erased the key is gone and it
/// stays sealed for ever.
template <class T>
struct Personal {
    UserId subject;
    std::variant<T, Sealed> content;
    auto operator<=>(Personal const&) const = default;

    bool is_sealed() const { return std::holds_alternative<Sealed>(content); }
    /// The value when it has been opened, else null.
    T const* value() const { return std::get_if<T>(&content); }
};

}  // namespace atelier
