#include "commands/core/rejection.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

std::string names_of(std::vector<WorkspaceRole> const& roles) {
    std::string text;
    for (auto role : roles) {
        std::string name = boost::describe::enum_to_string(role, "");
        std::ranges::transform(name, name.begin(),
                               [](char c) { return static_cast<char>(c - 'a' + 'A'); });
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

Rejection simple(RejectionCode code, std::string message) {
    return {code, std::move(message), {}, {}};
}

}  // namespace

Rejection not_found() { return simple(RejectionCode::not_found, "There is nothing here."); }

Rejection forbidden(Permission permission) {
    return simple(RejectionCode::forbidden,
                  "Your role does not allow this. One of these roles does: " +
                      names_of(roles_with(permission)) + ".");
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

Rejection no_such_account() { return invalid("email", "belongs to no account"); }

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
    return simple(RejectionCode::last_owner, "The last owner of a workspace cannot be removed.");
}

Rejection role_above_own() {
    return simple(RejectionCode::forbidden, "Nobody gives or takes a role above their own.");
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

Rejection too_contended() {
    return simple(RejectionCode::too_contended,
                  "Too many people change this at once; nothing was done, try again.");
}

}  // namespace atelier::commands
