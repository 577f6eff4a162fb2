#include "commands/core/authorise.hpp"

namespace atelier::commands {
namespace {

/// The workspace that the target lives in; nothing when something on the way does not exist.
std::optional<WorkspaceId> workspace_of(Scene const& scene, CommandInfo const& info,
                                        StreamId const& target) {
    switch (target.kind) {
        case StreamKind::task: {
            auto const& task = scene.task(TaskId{target.id});
            if (!task.exists || (task.deleted && !info.acts_on_deleted)) return std::nullopt;
            return workspace_of(scene, info, stream_of(task.project));
        }
        case StreamKind::project: {
            auto const& project = scene.project(ProjectId{target.id});
            if (!project.exists) return std::nullopt;
            return project.workspace;
        }
        case StreamKind::workspace:
            return WorkspaceId{target.id};
        case StreamKind::time_entry: {
            auto const& entry = scene.time_entry(TimeEntryId{target.id});
            if (!entry.exists || entry.deleted) return std::nullopt;
            return entry.workspace;
        }
        case StreamKind::user:
        case StreamKind::session:
        case StreamKind::timer:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Rejection> authorise(Scene const& scene, CommandInfo const& info,
                                   StreamId const& target, std::optional<UserId> actor) {
    if (info.permission == Permission::anyone) return std::nullopt;
    if (info.permission == Permission::system) {
        return actor ? std::optional{not_found()} : std::nullopt;
    }
    if (!actor) return Rejection{RejectionCode::unauthenticated, "Sign in first.", {}, {}};
    if (info.permission == Permission::signed_in) return std::nullopt;
    if (info.permission == Permission::own) {
        bool const own = target.kind == StreamKind::session
                             ? scene.session(SessionId{target.id}).user == *actor
                             : target == stream_of(*actor);
        return own ? std::nullopt : std::optional{not_found()};
    }
    auto const workspace = workspace_of(scene, info, target);
    if (!workspace) return not_found();
    auto const role = scene.workspace(*workspace).role_of(*actor);
    if (!role) return not_found();
    if (!may(*role, info.permission)) return forbidden(info.permission);
    return std::nullopt;
}

}  // namespace atelier::commands
