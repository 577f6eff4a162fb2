#pragma once

#include <boost/describe.hpp>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "domain/id.hpp"

namespace atelier {

BOOST_DEFINE_ENUM_CLASS(StreamKind, user, session, workspace, project, task, timer, time_entry)

/// One aggregate's events: `task-0195e0c1-…`.
struct StreamId {
    StreamKind kind;
    Uuid id;
    auto operator<=>(StreamId const&) const = default;
    static std::optional<StreamId> from_text(std::string_view text);
    static constexpr char const* json_schema =
        R"({"type":"string","pattern":"^[a-z_]+-[0-9a-f-]{36}$"})";
};

std::string to_text(StreamId const& stream);

inline StreamId stream_of(UserId id) { return {StreamKind::user, id.uuid}; }
inline StreamId stream_of(SessionId id) { return {StreamKind::session, id.uuid}; }
inline StreamId stream_of(WorkspaceId id) { return {StreamKind::workspace, id.uuid}; }
inline StreamId stream_of(ProjectId id) { return {StreamKind::project, id.uuid}; }
inline StreamId stream_of(TaskId id) { return {StreamKind::task, id.uuid}; }
inline StreamId stream_of(TimerId id) { return {StreamKind::timer, id.uuid}; }
inline StreamId stream_of(TimeEntryId id) { return {StreamKind::time_entry, id.uuid}; }

}  // namespace atelier

template <>
struct std::hash<atelier::StreamId> {
    std::size_t operator()(atelier::StreamId const& stream) const {
        return atelier::UuidHash{}(stream.id) + static_cast<std::size_t>(stream.kind);
    }
};
