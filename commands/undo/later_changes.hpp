#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "commands/core/rejection.hpp"
#include "commands/core/scene.hpp"

namespace atelier::commands {

template <class T>
bool is_said(std::optional<T> const& member) {
    return member.has_value();
}
template <class T>
bool is_said(Patch<T> const& member) {
    return !member.is_kept();
}

using Touches = bool (*)(Event const&);

/// Whether an event edits that member of a task.
template <auto Change>
bool edits(Event const& event) {
    auto const* edited = std::get_if<task::TaskEdited>(&event);
    return edited && is_said(edited->*Change);
}

template <class Type>
bool is_a(Event const& event) {
    return std::holds_alternative<Type>(event);
}

/// Says what happened to a task after one of its events, for who hears that the event cannot be
/// undone any more.
class LaterChanges {
public:
    LaterChanges(History const& history, std::size_t at, std::optional<UserId> actor)
        : history_(history), at_(at), actor_(actor) {}

    /// `status was changed again later, at 2026-11-21T14:03:07.512Z by somebody else (event …)`:
    /// names the last event that touches the field.
    FieldProblem problem(char const* field, Touches touches) const;
    /// One for each field in which the two states differ.
    std::vector<FieldProblem> differences(task::State const& then, task::State const& now) const;

private:
    History const& history_;
    std::size_t at_;
    std::optional<UserId> actor_;
};

/// How a status or a label was called that has been deleted from the project.
std::string former_status(Scene const& scene, ProjectId project, StatusId status);
std::string former_label(Scene const& scene, ProjectId project, LabelId label);

}  // namespace atelier::commands
