#pragma once

namespace atelier::api {

/// Gives what is free back to the system. The allocator keeps it for the next time, which after
/// something as large as an import never comes.
void give_back_memory();

}  // namespace atelier::api
