#pragma once

#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"

namespace atelier::eventstore {

/// What one of the functions that append says of the request of a row of its answer.
AppendOutcome append_outcome(Rows const& rows, std::size_t row);

}  // namespace atelier::eventstore
