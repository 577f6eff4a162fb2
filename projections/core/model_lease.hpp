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

/// The lease of a read model: one process at a time rebuilds or verifies it. It ends with this, or
/// with the connection, which the server notices a moment later. `doing` says what it is for
/// (`rebuild`). The lease of a process of this machine that is gone is waited for. Throws
/// ModelBusy, DatabaseError.
class ModelLease {
public:
    ModelLease(eventstore::Connection& connection, std::string_view model,
               std::string const& doing);
    ~ModelLease();
    ModelLease(ModelLease const&) = delete;
    ModelLease& operator=(ModelLease const&) = delete;

private:
    eventstore::Connection& connection_;
    std::string model_;
};

}  // namespace atelier::projections
