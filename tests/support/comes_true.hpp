#pragma once

#include <chrono>
#include <thread>

#include "tests/support/patience.hpp"

namespace atelier::test {

/// Asks again and again until it holds; false when that takes longer than `limit`, which is more
/// than anything in these tests should take.
template <class Condition>
bool comes_true(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds{15}) {
    auto const deadline = std::chrono::steady_clock::now() + patience(limit);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace atelier::test
