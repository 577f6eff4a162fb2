#include "commands/user/edit_profile.hpp"

namespace atelier::commands {

Decision decide(EditProfile const& command, Scene const& scene, Context const&) {
    auto const& user = scene.user(command.user);
    if (!user.exists) return std::unexpected(not_found());
    user::ProfileEdited edited;
    // A sealed name cannot be compared: the edge leaves one out that is the present one.
    auto const* present = user.name.value();
    if (command.name && (!present || *present != *command.name)) {
        edited.name = Personal<std::string>{command.user, *command.name};
    }
    if (command.time_zone && *command.time_zone != user.time_zone) {
        edited.time_zone = command.time_zone;
    }
    if (command.locale && *command.locale != user.locale) edited.locale = command.locale;
    if (!edited.name && !edited.time_zone && !edited.locale) return Decided{};
    return Decided{}.add(stream_of(command.user), std::move(edited));
}

}  // namespace atelier::commands
