#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

/// Whether the log is still what was written: the hash chain computed anew over the stored bytes,
/// here and not in the database, whose functions an intruder could have replaced.
namespace atelier::eventstore {

/// Where a log ends, and which log it is.
struct LogHead {
    std::string log_id;  ///< a UUID
    Position position = 0;
    std::string hash;  ///< of the event there; 32 bytes, as all hashes here
    Timestamp recorded_at;
};
LogHead read_log_head(Connection& connection);

/// The hash that stands before the first event's.
std::string first_link();
/// An event as the chain has it.
struct Link {
    Position position = 0;
    std::string bytes;           ///< what is hashed behind the position, from the event's id on
    std::string hash;            ///< as stored
    bool has_whole_time = true;  ///< false: a time that no append writes

    /// The hash that the event has at `place` after `previous`.
    std::string hash_at(Position place, std::string_view previous) const;
    /// `TaskMoved, version 3 of task-…, recorded 2026-11-21T14:03:07.512Z`
    std::string words() const;
};
/// The events of a range of positions, as they are stored.
std::vector<Link> read_links(Connection& connection, Position from, Position to);
/// The first position after `position` that holds an event.
std::optional<Position> find_position_after(Connection& connection, Position position);

/// What is wrong:
///   hash       not the bytes that were hashed
///   gap        no event where one must be
///   reordered  what was written here stands somewhere else
///   version    not the version that follows in its stream
///   stream     log.streams says otherwise
///   head       log.head says otherwise
BOOST_DEFINE_ENUM_CLASS(Flaw, hash, gap, reordered, version, stream, head)
std::string_view name_of(Flaw flaw);

/// Something that is not as it was written.
struct Fault {
    Position position = 0;  ///< 0: of the log as a whole
    Flaw flaw = Flaw::hash;
    std::string words;  ///< a sentence without the position
};

/// Which positions, and how.
struct ChainCheck {
    std::string url;
    Position from = 1;
    Position to = 0;
    int jobs = 1;  ///< threads, with a connection each
    /// Called often, on the calling thread, with the number of positions done. May throw: the work
    /// ends, and the exception goes on.
    std::function<void(std::int64_t)> on_progress;
};

/// The first position of the range that does not follow from the one before it. Parts are checked
/// independently, each from the hash stored before it. Blocking; throws DatabaseError.
std::optional<Fault> check_chain(ChainCheck const& check);

/// Whether streams, the order of their versions, and log.head agree with the events up to `head`
/// and from `from` on. In a transaction that sees the log as it was at `head`.
std::vector<Fault> check_streams(Connection& snapshot, LogHead const& head, Position from,
                                 Position to);

}  // namespace atelier::eventstore
