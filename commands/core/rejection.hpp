#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access/roles.hpp"

namespace atelier::commands {

/// Why the business says no. The upper-case name, in lower case, is the `code` of the API
/// (`not_found`); the set is closed.
BOOST_DEFINE_ENUM_CLASS(RejectionCode, unauthenticated, forbidden, not_found, version_mismatch,
                        validation_failed, password_changed, email_taken, slug_taken,
                        project_key_taken, already_member, last_owner, timer_running,
                        timer_not_running, timer_paused_too_often, time_overlaps, too_contended)

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
Rejection no_such_account();
Rejection password_changed();
Rejection slug_taken(std::string_view slug);
Rejection project_key_taken(std::string_view key);
Rejection already_member();
Rejection last_owner();
Rejection role_above_own();
Rejection timer_running(std::string_view task, bool is_paused);
Rejection timer_not_running();
Rejection timer_paused_too_often();
/// `entry` is taken from `started_at` to `stopped_at`; without an end it is the timer that runs.
Rejection time_overlaps(std::string_view entry, std::string_view started_at,
                        std::optional<std::string> const& stopped_at);
Rejection too_contended();

}  // namespace atelier::commands
