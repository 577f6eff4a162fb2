#include "tools/atelier/describe_past.hpp"

#include <fmt/format.h>

#include <utility>

#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

constexpr std::size_t text_kept = 2000;

/// Lines of a name and what it is; what is empty is left out.
class Sheet {
public:
    explicit Sheet(std::string const& title) : text_(title + "\n") {}
    void add(char const* name, std::string const& value) {
        if (!value.empty()) text_ += fmt::format("  {:<12} {}\n", name, value);
    }
    void add_line(std::string const& line) { text_ += line + "\n"; }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string names_of(std::vector<NamedThing> const& things) {
    std::string all;
    for (auto const& thing : things) all += (all.empty() ? "" : ", ") + on_one_line(thing.name, 60);
    return all;
}

std::string when(std::optional<DateOrTime> const& time) {
    if (!time) return {};
    return time->is_date ? to_text(*time) : local_text(time->time);
}

std::string date(std::optional<Date> const& day) { return day ? to_text(*day) : std::string{}; }

std::string condition(bool archived, bool deleted) {
    if (deleted) return "deleted";
    return archived ? "archived" : "";
}

void add_members(Sheet& sheet, std::vector<NamedMember> const& members) {
    if (!members.empty()) sheet.add_line("  Members");
    for (auto const& member : members) {
        sheet.add_line(fmt::format("    {:<8} {}", member.role, on_one_line(member.name)));
    }
}

std::string card(PastTask const& task) {
    auto line = fmt::format("    {:<8} {}", task.key, on_one_line(task.title));
    if (task.priority != "MEDIUM") line += ", " + task.priority;
    if (!task.assignees.empty()) line += ", for " + names_of(task.assignees);
    if (task.due) line += ", due " + when(task.due);
    return line;
}

}  // namespace

std::string describe_past(PastTask const& task) {
    Sheet sheet{
        fmt::format("task {} “{}”  ({})", task.key, on_one_line(task.title), to_text(task.id))};
    sheet.add("Project", on_one_line(task.project.name));
    sheet.add("Status", on_one_line(task.status.name));
    sheet.add("Condition", condition(task.archived, task.deleted));
    sheet.add("Priority", task.priority);
    sheet.add("Type", task.type);
    sheet.add("Assignees", task.assignees.empty() ? "nobody" : names_of(task.assignees));
    sheet.add("Labels", names_of(task.labels));
    sheet.add("Start", when(task.start));
    sheet.add("Due", when(task.due));
    if (auto const seconds = task.estimate_seconds) {
        sheet.add("Estimate", fmt::format("{}:{:02} h", *seconds / 3600, *seconds / 60 % 60));
    }
    sheet.add("Description", on_one_line(task.description, text_kept));
    return sheet.take();
}

std::string describe_past(PastProject const& project) {
    Sheet sheet{fmt::format("project {} “{}”  ({})", project.key, on_one_line(project.name),
                            to_text(project.id))};
    sheet.add("Workspace", on_one_line(project.workspace.name));
    sheet.add("Status", project.status);
    sheet.add("Condition", condition(project.archived, project.deleted));
    sheet.add("Priority", project.priority);
    sheet.add("Start", date(project.start_date));
    sheet.add("End", date(project.end_date));
    sheet.add("Description", on_one_line(project.description, text_kept));
    add_members(sheet, project.members);
    for (auto const& column : project.board) {
        auto const limit = column.wip_limit ? fmt::format(" of {}", *column.wip_limit) : "";
        sheet.add_line(fmt::format("  {} ({}{})", on_one_line(column.status.name),
                                   column.tasks.size(), limit));
        for (auto const& task : column.tasks) sheet.add_line(card(task));
    }
    return sheet.take();
}

std::string describe_past(PastWorkspace const& workspace) {
    Sheet sheet{fmt::format("workspace {} “{}”  ({})", on_one_line(workspace.slug),
                            on_one_line(workspace.name), to_text(workspace.id))};
    sheet.add("Condition", condition(false, workspace.deleted));
    sheet.add("Description", on_one_line(workspace.description, text_kept));
    add_members(sheet, workspace.members);
    if (!workspace.projects.empty()) sheet.add_line("  Projects");
    for (auto const& project : workspace.projects) {
        auto const state = condition(project.archived, project.deleted);
        sheet.add_line(fmt::format("    {:<8} {}, {}{}", project.key, on_one_line(project.name),
                                   project.status, state.empty() ? "" : ", " + state));
    }
    return sheet.take();
}

}  // namespace atelier::tools
