#pragma once

#include <functional>
#include <string>

#include "eventstore/keys/key_ring.hpp"

namespace atelier::eventstore {

/// Stored JSON with what is sealed in it opened, wherever it stands; `null` where the key is gone,
/// or where `may_open` says no of the person. Blocking.
std::string open_sealed(std::string const& json, KeyRing& keys,
                        std::function<bool(UserId)> const& may_open = {});

}  // namespace atelier::eventstore
