#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "eventstore/codec/event_codec.hpp"

namespace atelier::test {

/// Everything that is wrong with the golden copies of a folder, each a sentence that says what to
/// do: of every version of every event that was ever written there is a
/// `<EventName>.v<version>.json`, all of them can be read, and the newest are what the present code
/// writes.
std::vector<std::string> golden_problems(std::filesystem::path const& folder,
                                         std::span<eventstore::EventType const> types,
                                         std::span<eventstore::Upcaster const> by);

}  // namespace atelier::test
