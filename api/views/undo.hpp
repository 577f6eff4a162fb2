#pragma once

#include "api/views/task.hpp"

namespace atelier::api {

/// What an undo came to, with the task as it is now.
struct UndoView {
    EventId undoes;                ///< the event that was taken back
    std::string type;              ///< of that event, such as `TaskMoved`
    std::optional<EventId> event;  ///< the one that took it back: undone itself, it is a redo
    bool is_new;                   ///< false: nothing was to be done, since it held already
    TaskView task;
};
BOOST_DESCRIBE_STRUCT(UndoView, (), (undoes, type, event, is_new, task))

}  // namespace atelier::api
