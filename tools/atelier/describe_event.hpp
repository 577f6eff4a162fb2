#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "eventstore/log/event_record.hpp"

namespace atelier::tools {

/// How an event's ids are put in words. A state that is not to be had is one without events.
struct NameLookup {
    std::function<std::string(UserId)> person;  ///< `[erased]` when the name is gone
    std::function<std::string(UserId)> email;
    std::function<workspace::State(WorkspaceId)> workspace;
    std::function<project::State(ProjectId)> project;
    std::function<task::State(TaskId)> task;
};

/// Who did it, as a name: the actor, else whom the event is about, else `system`.
std::string actor_of(eventstore::RecordedEvent const& event, NameLookup const& names);

/// What happened as the rest of a sentence after the name: `moved ATL-42 “Paint”: To do → Done`.
/// `before` is the stream's state right before the event. One line, no control characters.
std::string describe(eventstore::RecordedEvent const& event, AnyState const& before,
                     NameLookup const& names);

/// An enumerator as the API writes it: `ON_HOLD`.
template <class Enum>
std::string in_capitals(Enum value) {
    std::string text = boost::describe::enum_to_string(value, "?");
    for (auto& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

/// A person's text for a line on a terminal: one line without control characters (which could
/// command the terminal), cut to `limit` code points.
std::string on_one_line(std::string_view text, std::size_t limit = 80);

/// The same between quotation marks.
std::string in_quotes(std::string_view text);

}  // namespace atelier::tools
