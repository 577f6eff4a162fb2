#include "domain/require.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {
namespace {

char const* begin_of(Transaction::Kind kind) {
    return kind == Transaction::Kind::snapshot ? "begin isolation level repeatable read read only"
                                               : "begin";
}

bool is_own(Connection const& connection, Transaction::Kind kind) {
    return kind == Transaction::Kind::read_write || !connection.is_in_transaction();
}

}  // namespace

Transaction::Transaction(Connection& connection, Batch& batch, Kind kind)
    : connection_(connection), open_(is_own(connection, kind)) {
    require(batch.empty(), "a transaction begins before its statements");
    if (open_) batch.add_text("", begin_of(kind), {});
}

Transaction::Transaction(Connection& connection, Kind kind)
    : connection_(connection), open_(is_own(connection, kind)) {
    if (open_) connection_.execute(begin_of(kind));
}

Transaction::~Transaction() {
    if (!open_ || !connection_.is_connected()) return;
    try {
        connection_.execute("rollback");
    } catch (DatabaseError const&) {
        // A connection in an unknown state must not be used again.
        connection_.disconnect();
    }
}

void Transaction::commit() {
    open_ = false;
    connection_.execute("commit");
}

}  // namespace atelier::eventstore
