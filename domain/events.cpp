#include "domain/events.hpp"

namespace atelier {
namespace {

template <class State, class Event>
concept EvolvesBy = requires(State state, Event const& event) { evolve(std::move(state), event); };

}  // namespace

AnyState initial_state(StreamKind kind) {
    switch (kind) {
        case StreamKind::user:
            return user::State{};
        case StreamKind::session:
            return session::State{};
        case StreamKind::workspace:
            return workspace::State{};
        case StreamKind::project:
            return project::State{};
        case StreamKind::task:
            return task::State{};
        case StreamKind::timer:
            return timer::State{};
        case StreamKind::time_entry:
            return time_entry::State{};
    }
    __builtin_unreachable();
}

AnyState evolve_any(AnyState any_state, Event const& any_event) {
    return std::visit(
        []<class State, class OneEvent>(State&& state, OneEvent const& event) -> AnyState {
            // Found by argument-dependent look-up in the capability's own namespace only.
            if constexpr (EvolvesBy<std::remove_cvref_t<State>, OneEvent>) {
                return AnyState{evolve(std::move(state), event)};
            } else {
                return AnyState{std::move(state)};
            }
        },
        std::move(any_state), any_event);
}

}  // namespace atelier
