#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "eventstore/log/event_record.hpp"
#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {

/// An event and where its source has it.
struct SourcedEvent {
    RawEvent event;
    int partition = 0;
    std::int64_t offset =
        0;  ///< of the record in its partition; in the log itself, the event's position
};

/// Where to go on in one partition.
struct Resume {
    int partition = 0;
    std::int64_t next_offset = -1;  ///< of the first record to read; -1: from the beginning
    Position position = 0;  ///< the highest position that was read of this partition; 0: none
};

/// Where a projector gets its events. All events of a workspace are in one partition, in the order
/// of the log. An event may come more than once and a repeat may be older than what came before it,
/// but the first time that each event comes is in order: a reader that drops what is not beyond the
/// highest position it has read of the partition sees every event once, in order.
///
/// Used by one thread, except for `wake`. Faults are SourceErrors. After one from `poll`, only
/// `assign` lets the source go on, so that nothing is skipped.
class EventSource {
public:
    virtual ~EventSource() = default;

    /// How many partitions there are; their numbers start at 0.
    virtual int partitions() = 0;

    /// Exactly these partitions from here on, each from its place. Replaces the previous
    /// assignment.
    virtual void assign(std::vector<Resume> places) = 0;

    /// At most `limit` events, per partition in order; waits up to `timeout` while there are none.
    /// While what it reads from is away, there are none (Kafka) or it throws a retryable error (the
    /// log).
    virtual std::vector<SourcedEvent> poll(std::size_t limit,
                                           std::chrono::milliseconds timeout) = 0;

    /// Ends a `poll` early, or the next one if none waits. From any thread.
    virtual void wake() = 0;
};

}  // namespace atelier::eventstore
