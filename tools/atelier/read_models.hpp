#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::tools {

/// An event that a read model could not fold; later ones of its stream wait behind it.
struct ParkedEvent {
    std::string stream;
    std::int64_t position;
    std::string reason;
    bool retry;  ///< it will be tried again
    Timestamp parked_at;
};
BOOST_DESCRIBE_STRUCT(ParkedEvent, (), (stream, position, reason, retry, parked_at))

struct PartitionState {
    int partition;  ///< of Kafka's topic; -1: the log itself
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(PartitionState, (), (partition, position))

/// A new one that is made beside it, or was left half made: `atelier rebuild` goes on with it.
struct RebuildState {
    int version;                    ///< of its fold
    std::string phase;              ///< `folding`, `loaded` (indexes are being made) or `indexed`
    std::int64_t position;          ///< how far it is
    std::int64_t target;            ///< how far it has to go
    std::optional<std::string> by;  ///< who is at it; absent: nobody
    Timestamp started_at;
};
BOOST_DESCRIBE_STRUCT(RebuildState, (), (version, phase, position, target, by, started_at))

struct ReadModelState {
    std::string name;
    int version;
    std::int64_t position;  ///< of its partitions, the one that is furthest
    std::int64_t lag;       ///< events between that and the end of the log
    std::vector<PartitionState> partitions;
    std::vector<ParkedEvent> parked;
    std::optional<RebuildState> rebuild;
};
BOOST_DESCRIBE_STRUCT(ReadModelState, (),
                      (name, version, position, lag, partitions, parked, rebuild))

struct ReadModels {
    std::int64_t head;  ///< the end of the log
    std::vector<ReadModelState> models;
};
BOOST_DESCRIBE_STRUCT(ReadModels, (), (head, models))

/// How far the read models are, in one snapshot. Blocking; throws DatabaseError.
ReadModels load_read_models(eventstore::Connection& connection);

/// Asks the projectors to try again what is parked: of one stream, or all of the read model.
/// Returns how many events those are.
std::int64_t mark_retry(eventstore::Connection& connection, std::string const& model,
                        std::optional<std::string> const& stream);

/// A table for a terminal, without a line break at its end; with the rates since `earlier`,
/// `seconds` ago, if given.
std::string to_table(ReadModels const& now, ReadModels const* earlier = nullptr,
                     double seconds = 0);

}  // namespace atelier::tools
