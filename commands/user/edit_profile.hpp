#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members.
struct EditProfile {
    UserId user;
    std::optional<std::string> name;
    std::optional<std::string> time_zone;  ///< checked by the edge: a name of the IANA's database
    std::optional<std::string> locale;     ///< checked by the edge: BCP 47
};
ATELIER_COMMAND(EditProfile, own, user, name, time_zone, locale)

Decision decide(EditProfile const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
