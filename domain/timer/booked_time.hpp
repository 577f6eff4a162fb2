#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::timer {

/// The time that one entry takes: from its start up to, but without, its end.
struct Span {
    TimeEntryId entry;
    Timestamp started_at;
    Timestamp stopped_at;
    auto operator<=>(Span const&) const = default;
};

/// Which time of a person is taken, and by which entries.
///
/// Spans lie in buckets of about a month by their start. Copies share the buckets, and a change
/// copies the one that it is in: with 10,000 entries of eight years (40 bytes each) an event costs
/// about a hundred pointers and a hundred spans, a look for an overlap two buckets. Only `find`
/// and `remove`, which know no time, go through all of them, the latest first.
class BookedTime {
public:
    /// The entry takes this time, and no other.
    void put(Span const& span);
    void remove(TimeEntryId entry);

    std::optional<Span> find(TimeEntryId entry) const;
    /// The earliest span that has any time in common with [from, to), but for that of `except`.
    std::optional<Span> overlapping(Timestamp from, Timestamp to,
                                    std::optional<TimeEntryId> except = {}) const;
    /// The end of the span that began last; nothing without spans.
    std::optional<Timestamp> last_end() const;
    std::size_t size() const;

private:
    using Bucket = std::vector<Span>;  // in the order of starts
    std::map<std::int64_t, std::shared_ptr<Bucket const>> buckets_;
    std::int64_t longest_ = 0;  // milliseconds; how far before a time a span in it can begin
};

}  // namespace atelier::timer
