#pragma once

#include <cstdint>
#include <string>

namespace atelier::test {

struct WriterOptions {
    std::string url;    ///< as the service's role
    int writers = 32;   ///< threads that share the node's appender
    int appends = 40;   ///< accepted ones each writer goes for
    int streams = 600;  ///< that all writers of all nodes write to
    std::uint64_t seed = 1;
};

struct WriterCounts {
    std::int64_t events = 0;
    std::int64_t conflicts = 0;
    std::int64_t failures = 0;  ///< anything but accepted and conflict
};

/// A node under load: each writer appends 1 to 3 events to random streams, from what it last knew
/// of them.
WriterCounts write_randomly(WriterOptions const& options);

}  // namespace atelier::test
