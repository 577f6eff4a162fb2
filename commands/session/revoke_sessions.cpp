#include "commands/session/revoke_sessions.hpp"

#include "commands/session/open_sessions.hpp"

namespace atelier::commands {

Decision decide(RevokeSessions const& command, Scene const& scene, Context const&) {
    std::vector<StreamId> streams;
    for (auto const& session : command.sessions) streams.push_back(stream_of(session));
    scene.expect(streams);
    Decided decided;
    for (auto const& id : command.sessions) {
        auto const& session = scene.session(id);
        if (!session.exists || session.revoked || session.user != command.user) continue;
        decided.add(stream_of(id), session::SessionRevoked{command.reason})
            .give_back(open_sessions_scope(command.user), to_text(id));
    }
    return decided;
}

}  // namespace atelier::commands
