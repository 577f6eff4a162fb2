#pragma once

#include <chrono>
#include <thread>

#include "tests/support/patience.hpp"

namespace atelier::test {

/// Asks again and again until it holds; false when that takes longer than anything in these tests
/// should.
template <class Condition>
bool comes_true(Condition condition) {
    auto const deadline = std::chrono::steady_clock::now() + patience(std::chrono::seconds{15});
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace atelier::test
