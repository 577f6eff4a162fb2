#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "eventstore/database/connection.hpp"
#include "tools/atelier/progress.hpp"

namespace atelier::tools {

/// Shows how many rows the COPYs of another session have moved, as the server tells it.
class CopyProgress {
public:
    CopyProgress(std::string url, std::string what, std::int64_t rows)
        : connection_(std::move(url)), progress_(std::move(what), "rows"), total_(rows) {}

    void update();
    /// Everything is there.
    void finish();

private:
    eventstore::Connection connection_;
    Progress progress_;
    std::int64_t total_;
    std::map<std::int64_t, std::int64_t> done_;  ///< by table; one that is done is told no more
};

}  // namespace atelier::tools
