#include "commands/user/register_user.hpp"

namespace atelier::commands {

Decision decide(RegisterUser const& command, Scene const& scene, Context const& context) {
    if (scene.user(command.user).exists) return Decided{};
    auto const stream = stream_of(command.user);
    Decided decided;
    decided.add(stream,
                user::UserRegistered{{command.user, command.email}, {command.user, command.name}});
    decided.take("email", context.email_index(command.email), stream, email_taken());
    return decided;
}

}  // namespace atelier::commands
