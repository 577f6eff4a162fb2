#include "commands/core/rejection.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

template <class Enum>
std::string upper(Enum value) {
    std::string name = boost::describe::enum_to_string(value, "");
    for (auto& c : name) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return name;
}

template <class Role>
std::string names_of(std::vector<Role> const& roles) {
    std::string text;
    for (auto role : roles) text += (text.empty() ? "" : ", ") + upper(role);
    return text;
}

Rejection simple(RejectionCode code, std::string message) {
    return {code, std::move(message), {}, {}};
}

}  // namespace

Rejection not_found() { return simple(RejectionCode::not_found, "There is nothing here."); }

Rejection forbidden(Permission permission) {
    auto message = "Your role does not allow this. One of these roles does: " +
                   names_of(roles_with(permission)) + ".";
    if (auto const roles = project_roles_with(permission); !roles.empty()) {
        message += " Or in the project: " + names_of(roles) + ".";
    }
    return simple(RejectionCode::forbidden, std::move(message));
}

Rejection version_mismatch(std::int64_t present) {
    return {RejectionCode::version_mismatch,
            "It has changed meanwhile: its version is " + std::to_string(present) + ".",
            {},
            present};
}

Rejection invalid(std::string path, std::string message) {
    return {RejectionCode::validation_failed, path + " " + message + ".", {{path, message}}, {}};
}

void add_problem(std::optional<Rejection>& problems, std::string path, std::string message) {
    if (!problems) {
        problems = invalid(std::move(path), std::move(message));
    } else {
        problems->fields.push_back({std::move(path), std::move(message)});
        problems->message = "Several members of the request are not acceptable.";
    }
}

Rejection email_taken() {
    return simple(RejectionCode::email_taken,
                  "There is an account with this e-mail address already.");
}

Rejection no_such_account(char const* path) { return invalid(path, "belongs to no account"); }

Rejection password_changed() {
    return simple(RejectionCode::password_changed,
                  "The password has been changed at the same moment; use the new one.");
}

Rejection slug_taken(std::string_view slug) {
    return simple(RejectionCode::slug_taken, "The slug " + std::string{slug} + " is taken.");
}

Rejection project_key_taken(std::string_view key) {
    return simple(RejectionCode::project_key_taken,
                  "A project of this workspace has the key " + std::string{key} + ".");
}

Rejection already_member() {
    return simple(RejectionCode::already_member,
                  "This person is a member already, with another role.");
}

Rejection last_owner() {
    return simple(
        RejectionCode::last_owner,
        "A workspace keeps an owner: the last one cannot leave, be removed or step down.");
}

Rejection last_owner_of(std::vector<std::string> const& workspaces) {
    std::string names;
    for (auto const& name : workspaces) names += (names.empty() ? "" : ", ") + name;
    return simple(RejectionCode::last_owner,
                  "The last owner of a workspace that others are in must first make somebody else "
                  "its owner, or delete it: " +
                      names + ".");
}

Rejection role_above_own() {
    return simple(RejectionCode::forbidden, "Nobody gives or takes a role above their own.");
}

Rejection project_archived() {
    return simple(RejectionCode::project_archived,
                  "The project is archived: it can be read, and changed once it is unarchived.");
}

Rejection project_transition_not_allowed(project::Lifecycle from, project::Lifecycle to) {
    return simple(RejectionCode::project_transition_not_allowed,
                  "A project that is " + upper(from) + " cannot become " + upper(to) + ".");
}

Rejection already_project_member() {
    return simple(RejectionCode::already_project_member,
                  "This person has a role in the project already.");
}

Rejection status_name_taken(std::string_view name) {
    return simple(RejectionCode::status_name_taken,
                  "A status of this project is called " + std::string{name} + ".");
}

Rejection status_in_use(std::size_t tasks) {
    return simple(RejectionCode::status_in_use,
                  "The status holds " + std::to_string(tasks) +
                      " tasks, counting archived and deleted ones: say where they go by "
                      "move_tasks_to.");
}

Rejection last_status() {
    return simple(RejectionCode::last_status, "A project keeps one status at least.");
}

Rejection label_name_taken(std::string_view name) {
    return simple(RejectionCode::label_name_taken,
                  "A label of this project is called " + std::string{name} + ".");
}

Rejection limit_reached(std::size_t limit, std::string_view of_what) {
    return simple(RejectionCode::limit_reached,
                  "At most " + std::to_string(limit) + " " + std::string{of_what} + ".");
}

Rejection timer_running(std::string_view task, bool is_paused) {
    return simple(RejectionCode::timer_running,
                  (is_paused ? "You have a timer already, paused, for task "
                             : "Your timer runs already, for task ") +
                      std::string{task} + ".");
}

Rejection timer_not_running() {
    return simple(RejectionCode::timer_not_running, "Your timer does not run in this workspace.");
}

Rejection timer_paused_too_often() {
    return simple(RejectionCode::timer_paused_too_often,
                  "This timer was paused too often: stop it and start it again.");
}

Rejection time_overlaps(std::string_view entry, std::string_view started_at,
                        std::optional<std::string> const& stopped_at) {
    auto const id = std::string{entry};
    auto const since = std::string{started_at};
    auto const taken = stopped_at
                           ? "the time entry " + id + " (" + since + " to " + *stopped_at + ")"
                           : "the timer that runs since " + since + " (time entry " + id + ")";
    Rejection rejection{RejectionCode::time_overlaps, "This time overlaps " + taken + ".", {}, {}};
    rejection.fields.push_back({"started_at", "overlaps " + taken});
    return rejection;
}

Rejection cannot_be_undone(std::string why) {
    return simple(RejectionCode::cannot_be_undone, std::move(why));
}

Rejection nothing_to_undo() {
    return simple(RejectionCode::nothing_to_undo,
                  "You have made no change of this task that could still be undone.");
}

Rejection changed_later(std::vector<FieldProblem> fields) {
    std::string message;
    for (auto const& field : fields) {
        message += (message.empty() ? "" : "; ") + field.path + " " + field.message;
    }
    message = "It cannot be undone as things are: " + message +
              ". Undo what came later first, or change it by hand.";
    return {RejectionCode::changed_later, std::move(message), std::move(fields), {}};
}

Rejection status_deleted(std::string_view name) {
    return simple(RejectionCode::status_deleted, "It cannot be undone any more: the status " +
                                                     std::string{name} + " was deleted.");
}

Rejection label_deleted(std::string_view name) {
    return simple(RejectionCode::label_deleted,
                  "It cannot be undone any more: the label " + std::string{name} + " was deleted.");
}

Rejection person_left() {
    return simple(RejectionCode::person_left,
                  "It cannot be undone any more: somebody who was assigned has left the "
                  "workspace.");
}

Rejection too_contended() {
    return simple(RejectionCode::too_contended,
                  "Too many people change this at once; nothing was done, try again.");
}

}  // namespace atelier::commands
