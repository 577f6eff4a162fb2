#pragma once

#include <doctest/doctest.h>

#include <future>

#include "eventstore/database/pool.hpp"

namespace atelier::test {

/// Keeps a thread of a pool until it is let go.
class Occupied {
public:
    explicit Occupied(eventstore::DatabasePool& pool) {
        std::promise<void> begun;
        auto const waits = free_.get_future().share();
        REQUIRE(pool.post([&begun, waits](eventstore::Connection&) {
            begun.set_value();
            waits.wait();
        }));
        begun.get_future().wait();
    }
    ~Occupied() { free_.set_value(); }

private:
    std::promise<void> free_;
};

}  // namespace atelier::test
