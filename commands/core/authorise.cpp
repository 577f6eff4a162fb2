#include "commands/core/authorise.hpp"

namespace atelier::commands {
namespace {

struct Place {
    WorkspaceId workspace;
    std::optional<ProjectId> project = {};
};

std::optional<Place> place_of_project(Scene const& scene, ProjectId id, bool may_be_deleted) {
    auto const& project = scene.project(id);
    if (!project.exists || (project.deleted && !may_be_deleted)) return std::nullopt;
    return Place{project.workspace, id};
}

/// Where the target is; nothing when something on the way does not exist.
std::optional<Place> place_of(Scene const& scene, CommandInfo const& info, StreamId const& target) {
    switch (target.kind) {
        case StreamKind::task: {
            auto const& task = scene.task(TaskId{target.id});
            if (!task.exists || (task.deleted && !info.acts_on_deleted)) return std::nullopt;
            return place_of_project(scene, task.project, false);
        }
        case StreamKind::project:
            return place_of_project(scene, ProjectId{target.id}, info.acts_on_deleted);
        case StreamKind::workspace:
            return Place{WorkspaceId{target.id}};
        case StreamKind::time_entry: {
            auto const& entry = scene.time_entry(TimeEntryId{target.id});
            if (!entry.exists || entry.deleted) return std::nullopt;
            return Place{entry.workspace};
        }
        case StreamKind::user:
        case StreamKind::session:
        case StreamKind::timer:
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Standing> standing_at(Scene const& scene, Place const& place, UserId user) {
    auto const& workspace = scene.workspace(place.workspace);
    auto const role = workspace.role_of(user);
    if (!role) return std::nullopt;
    if (!place.project) return Standing{*role};
    auto const& project = scene.project(*place.project);
    return Standing{*role, project.role_of(user, workspace.membership_of(user))};
}

}  // namespace

std::optional<Standing> standing_in(Scene const& scene, ProjectId project, UserId user) {
    return standing_at(scene, {scene.project(project).workspace, project}, user);
}

std::optional<Rejection> authorise(Scene const& scene, CommandInfo const& info,
                                   StreamId const& target, std::optional<UserId> actor) {
    if (info.permission == Permission::anyone) return std::nullopt;
    if (info.permission == Permission::system) {
        return actor ? std::optional{not_found()} : std::nullopt;
    }
    if (!actor) return Rejection{RejectionCode::unauthenticated, "Sign in first.", {}, {}};
    if (info.permission == Permission::signed_in) {
        // A token may outlive its person by a moment.
        return scene.user(*actor).erased ? std::optional{not_found()} : std::nullopt;
    }
    if (info.permission == Permission::own) {
        bool const own = target.kind == StreamKind::session
                             ? scene.session(SessionId{target.id}).user == *actor
                             : target == stream_of(*actor);
        return own ? std::nullopt : std::optional{not_found()};
    }
    auto const place = place_of(scene, info, target);
    if (!place) return not_found();
    auto const standing = standing_at(scene, *place, *actor);
    if (!standing) return not_found();
    bool const is_target = target.kind == StreamKind::workspace;
    if (scene.workspace(place->workspace).deleted && !(is_target && info.acts_on_deleted)) {
        return not_found();
    }
    if (!may(*standing, info.permission)) return forbidden(info.permission);
    if (place->project && scene.project(*place->project).archived && !info.acts_on_archived) {
        return project_archived();
    }
    return std::nullopt;
}

}  // namespace atelier::commands
