#include "eventstore/log/read_states.hpp"

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"

namespace atelier::eventstore {

std::map<StreamId, AnyState> read_states(Connection& connection,
                                         std::vector<StreamId> const& streams) {
    std::map<StreamId, AnyState> states;
    std::vector<StreamTail> tails;
    for (auto const& stream : streams) {
        states.emplace(stream, initial_state(stream.kind));
        tails.push_back({stream, 0});
    }
    for (auto const& raw : read_streams(connection, tails)) {
        auto& state = states.at(raw.stream);
        state = evolve_any(std::move(state), decode(raw.type, raw.schema_version, raw.data));
    }
    return states;
}

}  // namespace atelier::eventstore
