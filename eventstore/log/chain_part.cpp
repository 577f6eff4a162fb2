#include "eventstore/log/chain_part.hpp"

#include <utility>

namespace atelier::eventstore {
namespace {

/// How far is looked for an event that stands in another's place.
constexpr Position search_limit = 100'000;

/// The event that was written at `place`, when it stands further on: it fits there, by the hash
/// stored with it or the one stored there.
std::optional<Link> find_displaced(Connection& connection, Position place,
                                   std::string const& previous, std::string const& stored) {
    for (auto at = place + 1; at < place + search_limit; at += chain_part_size) {
        for (auto& link : read_links(connection, at, at + chain_part_size - 1)) {
            auto const hash = link.hash_at(place, previous);
            if (hash == link.hash || hash == stored) return std::move(link);
        }
        if (!find_position_after(connection, at + chain_part_size - 1)) break;
    }
    return std::nullopt;
}

Fault hash_fault(Connection& connection, Link const& link, std::string const& previous) {
    if (!link.has_whole_time) {
        return {link.position, Flaw::hash,
                "has a time that no append writes: it was altered (" + link.words() + ")"};
    }
    if (auto const found = find_displaced(connection, link.position, previous, link.hash)) {
        return {link.position, Flaw::reordered,
                "holds another event (" + link.words() +
                    ") than was written here, which stands at " + std::to_string(found->position) +
                    " now (" + found->words() + ")"};
    }
    return {link.position, Flaw::hash,
            "does not match its hash: this event, or the hash stored before it, was altered (" +
                link.words() + ")"};
}

Fault gap_fault(Connection& connection, Position missing,
                std::optional<std::string> const& previous) {
    if (previous) {
        if (auto const found = find_displaced(connection, missing, *previous, {})) {
            return {missing, Flaw::reordered,
                    "is empty: its event stands at " + std::to_string(found->position) + " now (" +
                        found->words() + ")"};
        }
    }
    auto const next = find_position_after(connection, missing);
    return {missing, Flaw::gap,
            next ? "is missing: the next event is at " + std::to_string(*next)
                 : std::string{"is missing, and so is everything after it"}};
}

}  // namespace

std::optional<Fault> check_part(Connection& connection, Position from, Position to) {
    std::optional<std::string> previous;
    if (from == 1) previous = first_link();
    // With the event before the part, whose stored hash it begins from.
    auto expected = from == 1 ? from : from - 1;
    for (auto const& link : read_links(connection, expected, to)) {
        if (link.position < expected) {
            return Fault{link.position, Flaw::reordered,
                         "is there twice; the second is " + link.words()};
        }
        if (link.position > expected) return gap_fault(connection, expected, previous);
        bool const is_wrong =
            link.position >= from &&
            (!link.has_whole_time || link.hash != link.hash_at(link.position, *previous));
        if (is_wrong) return hash_fault(connection, link, *previous);
        previous = link.hash;
        ++expected;
    }
    if (expected <= to) return gap_fault(connection, expected, previous);
    return std::nullopt;
}

}  // namespace atelier::eventstore
