#include "domain/events.hpp"

namespace atelier {
namespace {

template <class State, class OneEvent>
concept EvolvesBy =
    requires(State state, OneEvent const& event) { evolve(std::move(state), event); };

}  // namespace

Event::Event(std::size_t kind, void* one)
    : EventVariant(boost::mp11::mp_with_index<std::variant_size_v<EventVariant>>(
          kind, [one]<class Kind>(Kind) -> EventVariant {
              using One = std::variant_alternative_t<Kind::value, EventVariant>;
              return EventVariant(std::in_place_index<Kind::value>,
                                  std::move(*static_cast<One*>(one)));
          })) {}
Event::Event(Event const&) = default;
Event::Event(Event&&) noexcept = default;
Event& Event::operator=(Event const&) = default;
Event& Event::operator=(Event&&) noexcept = default;
Event::~Event() = default;

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
