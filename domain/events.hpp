#pragma once

#include <boost/mp11/algorithm.hpp>
#include <variant>

#include "domain/project/state.hpp"
#include "domain/session/state.hpp"
#include "domain/stream.hpp"
#include "domain/task/state.hpp"
#include "domain/time_entry/state.hpp"
#include "domain/timer/state.hpp"
#include "domain/user/state.hpp"
#include "domain/workspace/state.hpp"

namespace atelier {

/// Every event there is.
using Event =
    boost::mp11::mp_append<user::Events, session::Events, workspace::Events, project::Events,
                           task::Events, timer::Events, time_entry::Events>;

/// The state of a stream, whichever kind it has; alternatives stand in the order of `StreamKind`.
using AnyState = std::variant<user::State, session::State, workspace::State, project::State,
                              task::State, timer::State, time_entry::State>;

/// The state of a stream without events.
AnyState initial_state(StreamKind kind);

/// Total: an event that is not of the state's kind changes nothing.
AnyState evolve_any(AnyState state, Event const& event);

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

}  // namespace atelier
