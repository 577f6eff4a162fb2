#include "api/live/messages.hpp"
#include "tests/fuzz/fuzz.hpp"

// Messages of the live connection: the first byte says whose, the rest is the JSON.

namespace atelier::fuzz {

void try_input(std::string_view bytes) {
    Input input{bytes};
    if (input.byte() % 2 == 0) {
        check_reading<api::ClientMessage>(input.rest(), codec::Unknown::reject);
    } else {
        check_reading<api::ServerMessage>(input.rest(), codec::Unknown::reject);
    }
}

}  // namespace atelier::fuzz
