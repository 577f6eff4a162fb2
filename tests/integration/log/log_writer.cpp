#include <cstdlib>
#include <iostream>

#include "tests/integration/log/writers.hpp"

/// log_writer URL SEED: one node of the tests with two processes. Prints events, conflicts and
/// failures.
int main(int count, char** arguments) {
    if (count != 3) return 2;
    atelier::test::WriterOptions options;
    options.url = arguments[1];
    options.seed = std::strtoull(arguments[2], nullptr, 10);
    auto const counts = atelier::test::write_randomly(options);
    std::cout << counts.events << ' ' << counts.conflicts << ' ' << counts.failures << std::endl;
    return counts.failures == 0 ? 0 : 1;
}
