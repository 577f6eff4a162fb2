#include "api/core/free_memory.hpp"

#include <malloc.h>

// Of tcmalloc, where the program allocates by it (tools/CMakeLists.txt); else null.
extern "C" [[gnu::weak]] void MallocExtension_ReleaseFreeMemory();

namespace atelier::api {

void give_back_memory() {
    if (MallocExtension_ReleaseFreeMemory) {
        MallocExtension_ReleaseFreeMemory();
    } else {
        malloc_trim(0);
    }
}

}  // namespace atelier::api
