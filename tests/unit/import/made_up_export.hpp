#pragma once

#include <string>
#include <vector>

#include "commands/import/trello/parse.hpp"

/// Small exports in Trello's format, made up for the tests.
namespace atelier::test {

inline constexpr char const* card_1 = "690000000000000000000001";  ///< born 2025-10-27T23:28:00Z
inline constexpr char const* card_2 = "690000000000000000000002";
inline constexpr char const* deleted_card = "690000000000000000000009";

/// Joins JSON texts of the elements to an array.
std::string array(std::vector<std::string> const& elements);

/// An export with the lists `todo`, `doing`, `done` and the closed `old`; `more` are further
/// members of the board such as `,"labels":[]`.
std::string board(std::vector<std::string> const& cards,
                  std::vector<std::string> const& actions = {}, std::string const& more = "");
/// A card; `more` as above, a later member of the same name does not count.
std::string card(std::string const& id, std::string const& list, std::string const& more = "",
                 std::string const& name = "Paint the hull");

/// Actions, all by Ana Lima; `at` as in `2025-10-28T10:00:00.000Z`.
std::string action(std::string const& type, std::string const& at, std::string const& data);
std::string created(std::string const& card, std::string const& at, std::string const& list,
                    std::string const& name = "Paint the hull");
std::string moved(std::string const& card, std::string const& at, std::string const& from,
                  std::string const& to);
std::string renamed(std::string const& card, std::string const& at, std::string const& from,
                    std::string const& to);
std::string archived(std::string const& card, std::string const& at, bool closed = true);

/// The board of an export that must be right.
commands::ImportedBoard parsed(std::string const& bytes);
/// `place: reason` of an export that must be refused.
std::string refusal(std::string const& bytes);

/// `created todo "Paint the hull"`, `moved doing`, `archived`: a change in short.
std::vector<std::string> in_short(std::vector<commands::ImportedChange> const& history);

}  // namespace atelier::test
