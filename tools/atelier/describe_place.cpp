#include "tools/atelier/describe_place.hpp"

#include <fmt/format.h>

namespace atelier::tools {
namespace {

std::string list(std::vector<std::string> const& changes) {
    std::string text;
    for (auto const& change : changes) text += (text.empty() ? "" : "; ") + change;
    return text;
}

void tell(std::vector<std::string>& changes, char const* member, std::string const& before,
          std::optional<std::string> const& after) {
    if (!after) return;
    changes.push_back(fmt::format("{} {} → {}", member, in_quotes(before), in_quotes(*after)));
}

void tell(std::vector<std::string>& changes, char const* member, std::optional<Date> before,
          Patch<Date> const& after) {
    if (after.is_kept()) return;
    changes.push_back(fmt::format("{} {} → {}", member, before ? to_text(*before) : "none",
                                  after.is_set() ? to_text(after.value) : "none"));
}

std::string status_name(project::State const& project, StatusId id) {
    auto const* status = project.find_status(id);
    return status ? in_quotes(status->name) : "status " + to_text(id);
}

std::string label_name(project::State const& project, LabelId id) {
    auto const* label = project.find_label(id);
    return label ? in_quotes(label->name) : "label " + to_text(id);
}

std::string of_workspace(Event const& event, workspace::State const& before,
                         NameLookup const& names) {
    auto const name = "the workspace " + in_quotes(before.name);
    return std::visit(Overloaded{
                          [&](workspace::WorkspaceEdited const& one) {
                              std::vector<std::string> changes;
                              tell(changes, "name", before.name, one.name);
                              tell(changes, "slug", before.slug, one.slug);
                              if (one.description) changes.emplace_back("description");
                              return "edited " + name + ": " + list(changes);
                          },
                          [&](workspace::WorkspaceDeleted const&) { return "deleted " + name; },
                          [&](workspace::WorkspaceRestored const&) { return "restored " + name; },
                          [&](workspace::MemberRoleChanged const& one) {
                              auto const old = before.role_of(one.user);
                              return fmt::format("changed the role of {} in {}: {} → {}",
                                                 names.person(one.user), in_quotes(before.name),
                                                 old ? in_capitals(*old) : "none",
                                                 in_capitals(one.role));
                          },
                          [](auto const&) { return std::string{}; },
                      },
                      event);
}

std::string of_workflow(Event const& event, project::State const& before, std::string const& name) {
    return std::visit(
        Overloaded{
            [&](project::StatusCreated const& one) {
                return fmt::format("added the status {} to {}", in_quotes(one.name), name);
            },
            [&](project::StatusEdited const& one) {
                std::vector<std::string> changes;
                auto const* status = before.find_status(one.status);
                tell(changes, "name", status ? status->name : "", one.name);
                if (one.category) changes.push_back("category → " + in_capitals(*one.category));
                if (!one.colour.is_kept()) changes.emplace_back("colour");
                if (!one.wip_limit.is_kept()) {
                    changes.push_back("WIP limit → " + (one.wip_limit.is_set()
                                                            ? std::to_string(one.wip_limit.value)
                                                            : std::string{"none"}));
                }
                return fmt::format("edited the status {} of {}: {}",
                                   status_name(before, one.status), name, list(changes));
            },
            [&](project::StatusMoved const& one) {
                auto const place =
                    one.before ? "before " + status_name(before, *one.before) : "to the end";
                return fmt::format("moved the status {} of {} {}", status_name(before, one.status),
                                   name, place);
            },
            [&](project::StatusDeleted const& one) {
                return fmt::format("deleted the status {} of {}", status_name(before, one.status),
                                   name);
            },
            [&](project::LabelCreated const& one) {
                return fmt::format("added the label {} to {}", in_quotes(one.name), name);
            },
            [&](project::LabelEdited const& one) {
                std::vector<std::string> changes;
                auto const* label = before.find_label(one.label);
                tell(changes, "name", label ? label->name : "", one.name);
                tell(changes, "colour", label ? label->colour : "", one.colour);
                return fmt::format("edited the label {} of {}: {}", label_name(before, one.label),
                                   name, list(changes));
            },
            [&](project::LabelDeleted const& one) {
                return fmt::format("deleted the label {} of {}", label_name(before, one.label),
                                   name);
            },
            [](auto const&) { return std::string{}; },
        },
        event);
}

std::string of_project(Event const& event, project::State const& before, NameLookup const& names) {
    auto const name = before.key + " " + in_quotes(before.name);
    return std::visit(
        Overloaded{
            [&](project::ProjectEdited const& one) {
                std::vector<std::string> changes;
                tell(changes, "name", before.name, one.name);
                tell(changes, "key", before.key, one.key);
                if (one.description) changes.emplace_back("description");
                if (one.priority) changes.push_back("priority → " + in_capitals(*one.priority));
                tell(changes, "start", before.start_date, one.start_date);
                tell(changes, "end", before.end_date, one.end_date);
                return "edited the project " + name + ": " + list(changes);
            },
            [&](project::ProjectStatusChanged const& one) {
                return fmt::format("made the project {} {} → {}", name, in_capitals(before.status),
                                   in_capitals(one.status));
            },
            [&](project::ProjectArchived const&) { return "archived the project " + name; },
            [&](project::ProjectUnarchived const&) {
                return "took the project " + name + " out of the archive";
            },
            [&](project::ProjectDeleted const&) { return "deleted the project " + name; },
            [&](project::ProjectRestored const&) { return "restored the project " + name; },
            [&](project::ProjectMemberAdded const& one) {
                return fmt::format("made {} {} of the project {}", names.person(one.user),
                                   in_capitals(one.role), name);
            },
            [&](project::ProjectMemberRoleChanged const& one) {
                return fmt::format("made {} {} of the project {}", names.person(one.user),
                                   in_capitals(one.role), name);
            },
            [&](project::ProjectMemberRemoved const& one) {
                return fmt::format("took {}'s role in the project {} away", names.person(one.user),
                                   name);
            },
            [&](auto const&) { return of_workflow(event, before, "the project " + name); },
        },
        event);
}

}  // namespace

std::string describe_place(eventstore::RecordedEvent const& event, AnyState const& before,
                           NameLookup const& names) {
    if (auto const* workspace = std::get_if<workspace::State>(&before)) {
        return of_workspace(event.event, *workspace, names);
    }
    if (auto const* project = std::get_if<project::State>(&before)) {
        return of_project(event.event, *project, names);
    }
    return {};
}

}  // namespace atelier::tools
