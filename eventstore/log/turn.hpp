#pragma once

#include <string>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"
#include "eventstore/log/signal.hpp"

namespace atelier::eventstore {

/// The log to oneself: while it lasts nobody else appends, on any node. For whoever has lost to
/// others too often: what is read now still holds when it is appended. It must be short, since
/// everybody's commands wait; the database takes it back from a process that it has not heard of
/// for five seconds.
class Turn {
public:
    /// Waits until it has the log. Throws DatabaseError.
    Turn(std::string url, LogSignal& signal);

    /// Once appended the turn is over; after a refusal it goes on. Throws DatabaseError when
    /// nothing was appended; where that is not known, it is Unavailable.
    AppendOutcome append(AppendRequest const& request);

private:
    Connection connection_;
    LogSignal& signal_;
    Transaction transaction_;
};

}  // namespace atelier::eventstore
