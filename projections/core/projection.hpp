#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "eventstore/keys/key_ring.hpp"
#include "eventstore/log/event_record.hpp"
#include "projections/core/delta.hpp"
#include "projections/core/table.hpp"

namespace atelier::projections {

using eventstore::Position;

/// A read model: the fold of events into the rows of its tables, and the live deltas that it says
/// on the way. It lives in a PostgreSQL schema of its own name. Used by one thread.
class Projection {
public:
    virtual ~Projection() = default;
    virtual std::string_view name() const = 0;
    /// Raised with every change of the fold or the rows: a read model of another version is
    /// rebuilt.
    virtual int version() const = 0;
    /// Folds one event. The same event again changes nothing. What it throws parks the event's
    /// stream.
    virtual void apply(eventstore::RecordedEvent const& event, Deltas& deltas) = 0;
    virtual std::vector<Table*> tables() = 0;
    /// Those of them whose rows are read for events of any partition, not only of the one that they
    /// are written for.
    virtual std::vector<Table*> shared_tables() { return {}; }
};

using Projections = std::vector<std::unique_ptr<Projection>>;

/// A fresh instance of every read model there is. The key ring opens personal data.
Projections make_projections(eventstore::KeyRing& keys);

}  // namespace atelier::projections
