#pragma once

#include <future>
#include <set>
#include <string>

#include "eventstore/database/connection.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

/// Writes a read model's rows from memory into tables of a schema by COPY, on a thread of its own
/// while the next rows are made. After `finish` the connection is the caller's again.
class RowLoader {
public:
    RowLoader(eventstore::Connection& writer, Projection& model, std::string schema)
        : writer_(writer), model_(model), schema_(std::move(schema)) {}

    /// Empties tables that have no rows yet: what a transaction has emptied it fills without a
    /// journal, where the server keeps none for replicas (`wal_level = minimal`), and with rows
    /// that need no look at who wrote them.
    void empty_settled();
    /// Rows keyed by their event never change again: they go out while folding, once there are
    /// enough of them.
    void load_settled();
    /// All rows that may still change, over whatever of them was written before, and the rest of
    /// the others. The transaction ends after it.
    void load_all();
    void finish();
    std::int64_t rows() const { return settled_rows_ + other_rows_; }
    /// Waits at its end until the connection is the caller's again, whatever went wrong.
    struct Pause {
        RowLoader& loader;
        ~Pause() {
            if (loader.copying_.valid()) loader.copying_.wait();
        }
    };
    /// Rows of an earlier run.
    void count_from(std::int64_t rows) { settled_rows_ = rows; }

private:
    void empty(Table const& table);
    std::int64_t load(Table& table);
    void copy(std::string statement, std::string data);

    eventstore::Connection& writer_;
    Projection& model_;
    std::string schema_;
    std::int64_t settled_rows_ = 0;
    std::int64_t other_rows_ = 0;
    std::set<Table const*> fresh_;  // emptied by the transaction that fills them
    std::future<void> copying_;
};

}  // namespace atelier::projections
