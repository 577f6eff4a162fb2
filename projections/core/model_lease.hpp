#pragma once

#include <stdexcept>
#include <string>

#include "eventstore/database/connection.hpp"

namespace atelier::projections {

/// Another process is at the same read model; `what()` says which, where, and since when.
class ModelBusy : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What the lease of a read model is asked for under.
inline constexpr auto model_lease_kind = "atelier.rebuild";

/// Names a session, so that others can be told what it does and whose it is; its server ends it
/// soon after this process is gone, even in the middle of a statement.
void name_session(eventstore::Connection& connection, std::string const& doing);

/// Takes the lease of a read model for as long as the connection lasts: one process at a time
/// rebuilds or verifies it. `doing` says what for (`rebuild`). The lease of a process of this
/// machine that is gone is waited for. Throws ModelBusy, DatabaseError.
void take_model_lease(eventstore::Connection& connection, std::string_view model,
                      std::string const& doing);

}  // namespace atelier::projections
