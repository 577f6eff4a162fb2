#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/http/coding.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::api {

using eventstore::Position;

/// An answer that is ready to be sent.
struct ReadyAnswer {
    std::shared_ptr<std::string const> body;
    std::shared_ptr<Encodings> encodings;  ///< of the body
    Position position;                     ///< of the topic's last delta in it
    std::int64_t version;                  ///< what its ETag says
    /// How far the read model was when it was read, at least; absent: deltas keep it up.
    std::optional<Position> seen;
};

/// Taken before something is looked up: whether it may be kept says the hub afterwards.
struct Glimpse {
    std::uint64_t access = 0;     ///< changes of who may see what
    std::uint64_t forgotten = 0;  ///< times that topics left memory
};

}  // namespace atelier::api
