#include "commands/user/change_password.hpp"

namespace atelier::commands {

Decision decide(ChangePassword const& command, Scene const& scene, Context const&) {
    auto const& user = scene.user(command.user);
    if (!user.exists) return std::unexpected(not_found());
    if (user.password_changes != command.password_changes) {
        return std::unexpected(password_changed());
    }
    return Decided{}.add(stream_of(command.user), user::PasswordChanged{});
}

}  // namespace atelier::commands
