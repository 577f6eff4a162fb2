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

/// Every kind of event there is.
using EventVariant =
    boost::mp11::mp_append<user::Events, session::Events, workspace::Events, project::Events,
                           task::Events, timer::Events, time_entry::Events>;

/// One event of any kind. A variant of so many alternatives costs each file that makes or copies it
/// seconds to build, so both are compiled once, in events.cpp.
class Event : public EventVariant {
public:
    template <class One>
        requires boost::mp11::mp_contains<EventVariant, One>::value
    Event(One one) : Event(boost::mp11::mp_find<EventVariant, One>::value, &one) {}
    Event(Event const&);
    Event(Event&&) noexcept;
    Event& operator=(Event const&);
    Event& operator=(Event&&) noexcept;
    ~Event();

private:
    /// Moves out of `one`, which is the alternative number `kind`.
    Event(std::size_t kind, void* one);
};

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
