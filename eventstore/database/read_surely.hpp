#pragma once

#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

/// What `read()` gives, which only reads by the connection. That one was lost while it lay idle is
/// noticed only in use: then it is read once more, on a new one. Throws DatabaseError.
template <class Read>
auto read_surely(Connection& connection, Read&& read) {
    bool const lay_idle = connection.is_connected();
    try {
        return read();
    } catch (DatabaseError const& error) {
        if (!lay_idle || !error.is_retryable()) throw;
    }
    connection.disconnect();
    return read();
}

}  // namespace atelier::eventstore
