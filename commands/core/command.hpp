#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/list.hpp>

#include "commands/core/decision.hpp"
#include "domain/access/roles.hpp"
#include "domain/text.hpp"

namespace atelier {

/// Of a command whose target may be a stream of any kind.
inline StreamId stream_of(StreamId const& stream) { return stream; }

}  // namespace atelier

namespace atelier::commands {

struct CommandInfo {
    char const* name;
    Permission permission;
    bool acts_on_deleted = false;   ///< its target may be a deleted one
    bool acts_on_archived = false;  ///< its target may be, or be in, an archived project
};

/// What a command is about: its first member. The roles on the way up from there decide who may.
template <class Command>
StreamId target_of(Command const& command) {
    using Members = boost::describe::describe_members<Command, boost::describe::mod_public>;
    return stream_of(command.*boost::mp11::mp_front<Members>::pointer);
}

}  // namespace atelier::commands

/// Describes a command: the permission it needs, then its members, what it is about first.
#define ATELIER_COMMAND(Name, PermissionName, ...)                         \
    BOOST_DESCRIBE_STRUCT(Name, (), (__VA_ARGS__))                         \
    constexpr ::atelier::commands::CommandInfo command_info(Name const*) { \
        return {#Name, ::atelier::Permission::PermissionName};             \
    }

/// The same for a command whose target may be deleted.
#define ATELIER_COMMAND_ON_DELETED(Name, PermissionName, ...)              \
    BOOST_DESCRIBE_STRUCT(Name, (), (__VA_ARGS__))                         \
    constexpr ::atelier::commands::CommandInfo command_info(Name const*) { \
        return {#Name, ::atelier::Permission::PermissionName, true};       \
    }

/// The same for a command on a project that may be archived.
#define ATELIER_COMMAND_ON_ARCHIVED(Name, PermissionName, ...)              \
    BOOST_DESCRIBE_STRUCT(Name, (), (__VA_ARGS__))                          \
    constexpr ::atelier::commands::CommandInfo command_info(Name const*) {  \
        return {#Name, ::atelier::Permission::PermissionName, false, true}; \
    }

/// The same for a command on a project that may be archived, deleted or both.
#define ATELIER_COMMAND_ON_ANY(Name, PermissionName, ...)                  \
    BOOST_DESCRIBE_STRUCT(Name, (), (__VA_ARGS__))                         \
    constexpr ::atelier::commands::CommandInfo command_info(Name const*) { \
        return {#Name, ::atelier::Permission::PermissionName, true, true}; \
    }
