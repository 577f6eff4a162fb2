#pragma once

#include <string>

#include "api/core/edge.hpp"
#include "eventstore/database/rounds.hpp"

namespace atelier::api {

/// Makes the buckets of all nodes on one database one: each second a node tells what it took from
/// buckets that are in real use, and hears what all took together. So for a second a caller may
/// get from each node what the bucket holds; the rate after that is theirs over all nodes. While
/// the database is away each node judges by what it knows.
class SharedLimits {
public:
    SharedLimits(std::string database_url, Limits& limits);
    /// Idempotent.
    void stop() { rounds_.stop(); }

private:
    void share(eventstore::Connection& connection);

    Limits& limits_;
    int round_ = 0;
    eventstore::Rounds rounds_;
};

}  // namespace atelier::api
