#pragma once

#include <optional>
#include <string>
#include <variant>

#include "domain/event.hpp"
#include "domain/personal.hpp"

namespace atelier::user {

// Stored for ever: see the warning in domain/event.hpp.

struct UserRegistered {
    Personal<std::string> email;
    Personal<std::string> name;
};
ATELIER_EVENT(UserRegistered, 1, email, name)

/// What is there has changed.
struct ProfileEdited {
    std::optional<Personal<std::string>> name;
    std::optional<std::string> time_zone;  ///< IANA
    std::optional<std::string> locale;     ///< BCP 47
};
ATELIER_EVENT(ProfileEdited, 1, name, time_zone, locale)

/// The new password's hash is a secret beside the log.
struct PasswordChanged {};
ATELIER_EVENT(PasswordChanged, 1)

/// The account is gone and the person's key destroyed: what it sealed stays in the log, unreadable.
struct PersonErased {};
ATELIER_EVENT(PersonErased, 1)

using Events = std::variant<UserRegistered, ProfileEdited, PasswordChanged, PersonErased>;

}  // namespace atelier::user
