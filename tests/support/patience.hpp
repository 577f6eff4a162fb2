#pragma once

#include <chrono>
#include <cstdlib>

namespace atelier::test {

/// How long a test waits for what is to happen, or lets something take: `limit`, multiplied by
/// ATELIER_TEST_TIME_FACTOR, which is above 1 where a sanitizer slows everything.
inline std::chrono::milliseconds patience(std::chrono::milliseconds limit) {
    static char const* const factor = std::getenv("ATELIER_TEST_TIME_FACTOR");
    return factor ? limit * std::atoi(factor) : limit;
}

}  // namespace atelier::test
