#include "commands/session/revoke_session.hpp"

#include "commands/session/open_sessions.hpp"

namespace atelier::commands {

Decision decide(RevokeSession const& command, Scene const& scene, Context const&) {
    auto const& session = scene.session(command.session);
    if (!session.exists) return std::unexpected(not_found());
    if (session.revoked) return Decided{};
    return Decided{}
        .add(stream_of(command.session), session::SessionRevoked{command.reason})
        .give_back(open_sessions_scope(session.user), to_text(command.session));
}

}  // namespace atelier::commands
