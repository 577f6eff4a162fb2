#include "commands/project/edit_project.hpp"

#include "commands/core/patch.hpp"
#include "commands/project/create_project.hpp"
#include "commands/project/lead.hpp"

namespace atelier::commands {
namespace {

template <class T>
std::optional<T> after(Patch<T> const& patch, std::optional<T> const& present) {
    if (patch.is_kept()) return present;
    return patch.is_set() ? std::optional{patch.value} : std::nullopt;
}

std::optional<Rejection> problems_of(EditProject const& command, project::State const& project,
                                     workspace::State const& workspace) {
    std::optional<Rejection> problems;
    refuse_clearing(problems, "name", command.name);
    refuse_clearing(problems, "key", command.key);
    refuse_clearing(problems, "priority", command.priority);
    if (command.key.is_set()) check_key(problems, command.key.value);
    if (command.lead.is_set() && !workspace.role_of(command.lead.value)) {
        add_problem(problems, "lead", "is no member of the workspace");
    }
    check_dates(problems, after(command.start_date, project.start_date),
                after(command.end_date, project.end_date));
    return problems;
}

bool changes_anything(project::ProjectEdited const& edited) {
    return edited.name || edited.key || edited.description || edited.priority ||
           !edited.start_date.is_kept() || !edited.end_date.is_kept();
}

void change_lead(Decided& decided, EditProject const& command, Scene const& scene) {
    auto const& project = scene.project(command.project);
    if (command.lead.is_set()) {
        return give_role(decided, command.project, scene, command.lead.value, ProjectRole::lead);
    }
    auto const lead = lead_of(project, scene.workspace(project.workspace));
    if (command.lead.is_kept() || !lead) return;
    decided.add(stream_of(command.project),
                project::ProjectMemberRoleChanged{*lead, ProjectRole::developer});
}

}  // namespace

Decision decide(EditProject const& command, Scene const& scene, Context const&) {
    auto const& project = scene.project(command.project);
    if (auto problems = problems_of(command, project, scene.workspace(project.workspace))) {
        return std::unexpected(std::move(*problems));
    }
    project::ProjectEdited const edited{changed(command.name, project.name),
                                        changed(command.key, project.key),
                                        changed(command.description, project.description),
                                        changed(command.priority, project.priority),
                                        change(command.start_date, project.start_date),
                                        change(command.end_date, project.end_date)};
    auto const stream = stream_of(command.project);
    Decided decided;
    if (changes_anything(edited)) decided.add(stream, edited);
    change_lead(decided, command, scene);
    if (edited.key) {
        auto const scope = project_key_scope(project.workspace);
        decided.give_back(scope, project.key);
        decided.take(scope, *edited.key, stream, project_key_taken(*edited.key));
    }
    return decided;
}

}  // namespace atelier::commands
