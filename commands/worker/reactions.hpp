#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "commands/core/handler.hpp"

namespace atelier::commands {

/// What a look for work goes by: what is new since a position and an instant, behind the last
/// work that was found.
struct Look {
    eventstore::Position seen;
    Timestamp seen_at;
    Timestamp now;
    Uuid after{};
    Uuid after_too{};
    int limit;
};

/// One command to run. `place` and `place_too` are where the next look goes on.
struct Work {
    Uuid place;
    Uuid place_too;
    std::function<void(Handler&, Completion)> run;
};

/// A rule of the worker: what follows from what.
struct Reaction {
    std::string name;
    std::vector<Work> (*find)(eventstore::Connection&, Look const&);
};

std::span<Reaction const> reactions();

}  // namespace atelier::commands
