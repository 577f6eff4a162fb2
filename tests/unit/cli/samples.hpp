#pragma once

#include <cstdint>
#include <string>

#include "eventstore/log/event_record.hpp"
#include "tools/atelier/describe_event.hpp"

namespace atelier::test {

template <class AnyId>
AnyId id_of(std::uint8_t number) {
    AnyId id;
    id.uuid.bytes[15] = number;
    return id;
}

inline UserId const mara = id_of<UserId>(1);
inline UserId const jonas = id_of<UserId>(2);
inline WorkspaceId const harbour = id_of<WorkspaceId>(3);
inline ProjectId const boats = id_of<ProjectId>(4);
inline TaskId const paint = id_of<TaskId>(5);
inline StatusId const to_do = id_of<StatusId>(6);
inline StatusId const done = id_of<StatusId>(7);
inline LabelId const urgent_label = id_of<LabelId>(8);

/// An event of Mara's, recorded at 2026-11-21T14:00:00Z.
eventstore::RecordedEvent recorded(StreamId stream, Event event);

task::TaskCreated paint_created();
/// The task's state after `paint_created`.
task::State paint_state();

/// Names of what is above.
tools::NameLookup names();

/// How the event is put in words when its stream has that state before it.
std::string words(Event event, AnyState const& before, StreamId stream);

}  // namespace atelier::test
