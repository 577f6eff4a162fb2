#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access/roles.hpp"
#include "domain/project/events.hpp"

namespace atelier::commands {

/// Why the business says no. The upper-case name, in lower case, is the `code` of the API
/// (`not_found`); the set is closed.
BOOST_DEFINE_ENUM_CLASS(RejectionCode, unauthenticated, forbidden, not_found, version_mismatch,
                        validation_failed, password_changed, email_taken, slug_taken,
                        project_key_taken, already_member, last_owner, project_archived,
                        project_transition_not_allowed, already_project_member, status_name_taken,
                        status_in_use, last_status, label_name_taken, limit_reached, timer_running,
                        timer_not_running, timer_paused_too_often, time_overlaps, cannot_be_undone,
                        nothing_to_undo, changed_later, status_deleted, label_deleted, person_left,
                        too_contended)

struct FieldProblem {
    std::string path;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(FieldProblem, (), (path, message))

struct Rejection {
    RejectionCode code;
    std::string message;
    std::vector<FieldProblem> fields;
    std::optional<std::int64_t> version;  ///< of version_mismatch: the present one
};

// One factory per failure: every message has one home.
Rejection not_found();
Rejection forbidden(Permission permission);
Rejection version_mismatch(std::int64_t present);
Rejection invalid(std::string path, std::string message);
/// Adds one more problem to those of the same request: all are told at once.
void add_problem(std::optional<Rejection>& problems, std::string path, std::string message);
Rejection email_taken();
Rejection no_such_account(char const* path);
Rejection password_changed();
Rejection slug_taken(std::string_view slug);
Rejection project_key_taken(std::string_view key);
Rejection already_member();
Rejection last_owner();
/// Of workspaces with these names, which others are in, by who wants to be erased.
Rejection last_owner_of(std::vector<std::string> const& workspaces);
Rejection role_above_own();
Rejection project_archived();
Rejection project_transition_not_allowed(project::Lifecycle from, project::Lifecycle to);
Rejection already_project_member();
Rejection status_name_taken(std::string_view name);
Rejection status_in_use(std::size_t tasks);
Rejection last_status();
Rejection label_name_taken(std::string_view name);
/// Such as (100, "labels in a project").
Rejection limit_reached(std::size_t limit, std::string_view of_what);
Rejection timer_running(std::string_view task, bool is_paused);
Rejection timer_not_running();
Rejection timer_paused_too_often();
/// `entry` is taken from `started_at` to `stopped_at`; without an end it is the timer that runs.
Rejection time_overlaps(std::string_view entry, std::string_view started_at,
                        std::optional<std::string> const& stopped_at);
/// `why` is a sentence.
Rejection cannot_be_undone(std::string why);
Rejection nothing_to_undo();
/// Each field's message says by which event it was changed again.
Rejection changed_later(std::vector<FieldProblem> fields);
Rejection status_deleted(std::string_view name);
Rejection label_deleted(std::string_view name);
Rejection person_left();
Rejection too_contended();

}  // namespace atelier::commands
