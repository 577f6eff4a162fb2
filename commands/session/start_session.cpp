#include "commands/session/start_session.hpp"

namespace atelier::commands {

Decision decide(StartSession const& command, Scene const& scene, Context const&) {
    if (scene.session(command.session).exists) return Decided{};
    if (!scene.user(command.user).exists) return std::unexpected(not_found());
    return Decided{}.add(stream_of(command.session), session::SessionStarted{command.user});
}

}  // namespace atelier::commands
