#include "tools/atelier/describe_task.hpp"

#include <fmt/format.h>

#include "eventstore/codec/event_codec.hpp"
#include "projections/core/column.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

std::string text_of(task::Priority priority) {
    switch (priority) {
        case task::Priority::low:
            return "LOW";
        case task::Priority::medium:
            return "MEDIUM";
        case task::Priority::high:
            return "HIGH";
        case task::Priority::urgent:
            return "URGENT";
    }
    return "?";
}

std::string name_in(project::State const& project, task::State const& task) {
    auto const key = project.exists ? project.key : "?";
    return fmt::format("{}-{} “{}”", key, task.number, on_one_line(task.title));
}

std::string status_of(project::State const& project, StatusId id) {
    auto const* status = project.find_status(id);
    return status ? on_one_line(status->name, 40) : "status " + to_text(id);
}

std::string due_text(std::optional<DateOrTime> const& due) {
    if (!due) return "none";
    return due->is_date ? to_text(*due) : local_text(due->time);
}

std::string type_text(task::Type type) { return projections::Column<task::Type>::text(type); }

std::string hours_text(std::optional<std::int64_t> seconds) {
    if (!seconds) return "none";
    return fmt::format("{}:{:02} h", *seconds / 3600, *seconds / 60 % 60);
}

std::string people(std::vector<UserId> const& ids, NameLookup const& names) {
    std::string all;
    for (auto const id : ids) all += (all.empty() ? "" : ", ") + names.person(id);
    return all.empty() ? "nobody" : all;
}

std::string labels_of(std::vector<LabelId> const& ids, project::State const& project) {
    std::string all;
    for (auto const id : ids) {
        auto const* label = project.find_label(id);
        all += (all.empty() ? "" : ", ") + (label ? on_one_line(label->name, 40) : to_text(id));
    }
    return all.empty() ? "none" : all;
}

std::size_t characters(std::string const& text) {
    std::size_t count = 0;
    for (char const c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return count;
}

std::string describe_created(task::TaskCreated const& created, std::string const& name,
                             project::State const& project, NameLookup const& names) {
    auto text = fmt::format("created {} in {}", name, status_of(project, created.status));
    if (created.priority != task::Priority::medium) text += ", " + text_of(created.priority);
    if (!created.assignees.empty()) text += ", for " + people(created.assignees, names);
    if (!created.labels.empty()) text += ", labels " + labels_of(created.labels, project);
    if (created.kind != task::Type::task) text += ", " + type_text(created.kind);
    if (created.start) text += ", from " + due_text(created.start);
    if (created.due) text += ", due " + due_text(created.due);
    if (created.estimate_seconds) text += ", estimated at " + hours_text(created.estimate_seconds);
    return text;
}

std::string describe_edited(task::TaskEdited const& edited, task::State const& before,
                            project::State const& project, NameLookup const& names) {
    std::string changes;
    auto const change = [&changes](char const* what, std::string const& from,
                                   std::string const& to) {
        changes += fmt::format("{}{} {} → {}", changes.empty() ? "" : "; ", what, from, to);
    };
    if (edited.title) {
        change("title", "“" + on_one_line(before.title) + "”",
               "“" + on_one_line(*edited.title) + "”");
    }
    if (edited.description) {
        change("description", fmt::format("{}", characters(before.description)),
               fmt::format("{} characters", characters(*edited.description)));
    }
    if (edited.priority) change("priority", text_of(before.priority), text_of(*edited.priority));
    if (edited.assignees) {
        change("assignees", people(before.assignees, names), people(*edited.assignees, names));
    }
    if (edited.labels) {
        change("labels", labels_of(before.labels, project), labels_of(*edited.labels, project));
    }
    if (!edited.due.is_kept()) {
        change("due", due_text(before.due), due_text(patched(before.due, edited.due)));
    }
    if (edited.kind) change("type", type_text(before.type), type_text(*edited.kind));
    if (!edited.start.is_kept()) {
        change("start", due_text(before.start), due_text(patched(before.start, edited.start)));
    }
    if (!edited.estimate_seconds.is_kept()) {
        change("estimate", hours_text(before.estimate_seconds),
               hours_text(patched(before.estimate_seconds, edited.estimate_seconds)));
    }
    return changes;
}

std::string describe_moved(task::TaskMoved const& moved, task::State const& before,
                           project::State const& project) {
    if (moved.status == before.status) {
        bool const is_up = moved.rank < before.rank;
        return fmt::format("{} within {}", is_up ? "up" : "down", status_of(project, moved.status));
    }
    return fmt::format("{} → {}", status_of(project, before.status),
                       status_of(project, moved.status));
}

}  // namespace

std::string name_task(TaskId id, NameLookup const& names) {
    auto const task = names.task(id);
    return task.exists ? name_in(names.project(task.project), task) : "task " + to_text(id);
}

std::string describe_task(eventstore::RecordedEvent const& event, AnyState const& before,
                          NameLookup const& names) {
    auto const unknown = [&] {
        return fmt::format("{} of {}", eventstore::type_of(event.event), to_text(event.stream));
    };
    auto const* old = std::get_if<task::State>(&before);
    if (!old) return unknown();
    auto const after = std::get<task::State>(evolve_any(*old, event.event));
    auto const project = names.project(after.project);
    auto const name = name_in(project, old->exists ? *old : after);
    return std::visit(
        Overloaded{
            [&](task::TaskCreated const& one) {
                return describe_created(one, name, project, names);
            },
            [&](task::TaskEdited const& one) {
                return "edited " + name + ": " + describe_edited(one, *old, project, names);
            },
            [&](task::TaskMoved const& one) {
                return "moved " + name + ": " + describe_moved(one, *old, project);
            },
            [&](task::TaskArchived const&) { return "archived " + name; },
            [&](task::TaskUnarchived const&) { return "took " + name + " out of the archive"; },
            [&](task::TaskDeleted const&) { return "deleted " + name; },
            [&](task::TaskRestored const&) { return "restored " + name; },
            [&](task::TaskBecameOverdue const& one) {
                return fmt::format("announced that {} was due {}", name, due_text(one.due));
            },
            [&](auto const&) { return unknown(); },
        },
        event.event);
}

}  // namespace atelier::tools
