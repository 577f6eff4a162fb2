#pragma once

#include "tests/integration/log/log_support.hpp"
#include "tests/support/lossy_proxy.hpp"

namespace atelier::test {

/// A node whose only way to the database can be cut.
struct CutNode {
    TestDatabase database;
    LossyProxy proxy{database.service_url()};
    LogSignal signal;
    Appender appender{proxy.url(), signal, std::chrono::seconds{30}};
    Connection owner{database.owner_url()};
    StreamId stream = new_stream();
};

}  // namespace atelier::test
