#include "domain/require.hpp"

#include <cstdio>
#include <cstdlib>

namespace atelier {

void require(bool condition, std::string_view why, char const* file, int line) {
    if (condition) [[likely]]
        return;
    std::fprintf(stderr, "bug: %.*s (%s:%d)\n", static_cast<int>(why.size()), why.data(), file,
                 line);
    std::abort();
}

}  // namespace atelier
