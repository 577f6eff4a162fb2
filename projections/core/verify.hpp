#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/core/model_lease.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

/// A row that is not what the log says. Values are in PostgreSQL's text form; absent: null.
struct DifferingRow {
    enum class Kind {
        changed,  ///< `columns` are those that differ
        missing,  ///< the log has it, the read model has not; `columns` are all of it
        extra,    ///< the read model has it, the log has not; `columns` are all of it
    };
    struct Column {
        std::string name;
        std::optional<std::string> live;
        std::optional<std::string> expected;
    };
    Kind kind;
    std::string table;
    std::string key;  ///< its values, with commas between them
    std::vector<Column> columns;
};

struct VerifyReport {
    eventstore::Position position = 0;  ///< the furthest event that was compared
    std::int64_t events = 0;
    std::int64_t rows = 0;            ///< of the read model
    std::int64_t differing = 0;       ///< rows
    std::int64_t parked = 0;          ///< events that the read model left out, and so did this
    int version = 0;                  ///< of the fold that made the read model
    std::vector<DifferingRow> first;  ///< the first of them, `VerifyOptions::shown` at most

    bool is_equal() const { return differing == 0; }
};

struct VerifyOptions {
    std::size_t shown = 20;
    /// How far the fold is, of how far it goes. Called often; what it throws ends it.
    std::function<void(eventstore::Position, eventstore::Position)> progress =
        [](eventstore::Position, eventstore::Position) {};
};

/// The read model was made by another version of the fold: there is nothing to compare it with.
class OtherVersion : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Compares a read model with a fresh fold of the log up to the very positions that it has, while
/// writes go on: its rows and its checkpoints are read in one snapshot. The fresh rows are loaded
/// into temporary tables; buckets of rows are compared by their hashes, then the rows of those
/// that differ. Changes nothing. `model` is a fresh instance. Blocking; throws DatabaseError,
/// ModelBusy (nobody rebuilds it meanwhile), OtherVersion.
VerifyReport verify(std::string const& database_url, Projection& model,
                    VerifyOptions const& options = {});

}  // namespace atelier::projections
