#pragma once

#include <boost/describe.hpp>

namespace atelier {

/// What the log knows an event by. Both are frozen: a name is never reused, and a change of shape
/// is a new version with an upcaster (`eventstore/codec/upcasters.cpp`).
struct EventInfo {
    char const* name;
    int schema_version;
};

}  // namespace atelier

/// Describes an event: its frozen wire name is its type's name, `Version` its schema version, then
/// its members. Stands in the event's own namespace, right after the struct.
#define ATELIER_EVENT(Name, Version, ...)          \
    BOOST_DESCRIBE_STRUCT(Name, (), (__VA_ARGS__)) \
    constexpr ::atelier::EventInfo event_info(Name const*) { return {#Name, Version}; }
