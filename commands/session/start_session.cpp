#include "commands/session/start_session.hpp"

#include "commands/session/open_sessions.hpp"

namespace atelier::commands {

Decision decide(StartSession const& command, Scene const& scene, Context const&) {
    if (scene.session(command.session).exists) return Decided{};
    auto const& user = scene.user(command.user);
    if (!user.exists) return std::unexpected(not_found());
    if (user.password_changes != command.password_changes) {
        return std::unexpected(password_changed());
    }
    auto const stream = stream_of(command.session);
    return Decided{}
        .add(stream, session::SessionStarted{command.user})
        .take(open_sessions_scope(command.user), to_text(command.session), stream);
}

}  // namespace atelier::commands
