#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// A stream that a decision looked at must still have this version (0: no event yet). Streams that
/// are written need one too.
struct Guard {
    StreamId stream;
    std::int64_t version;
};

/// No task of the workspace may have had an event after the position: what holds of all tasks in
/// one place is guarded so, where single streams would miss one that comes in.
struct QuietTasks {
    WorkspaceId workspace;
    Position position;
};

/// Takes `key` in `scope` for `owner`; with `give_back` gives it back.
struct Claim {
    std::string scope;
    std::string key;
    std::string owner;
    bool give_back = false;
};

/// Kept beside the log, in the same transaction; replaces what was under the key.
struct Secret {
    std::string kind;
    std::string key;
    std::string value;  ///< bytes
};

/// The answer that a repeated command gets.
struct Answer {
    std::string scope;
    std::string key;
    std::string request_hash;  ///< bytes
    std::string response;
};

struct NewEvent {
    EventId id;
    StreamId stream{};
    std::int64_t version = 0;
    WorkspaceId workspace;
    std::string type;
    int schema_version = 0;
    std::string data;
    std::string metadata;
};

/// All of it happens, or nothing.
struct AppendRequest {
    std::vector<Guard> guards;
    std::vector<QuietTasks> quiet;
    std::vector<Claim> claims;
    std::vector<NewEvent> events;
    std::vector<Secret> secrets;
    std::optional<Answer> answer;
};

struct Appended {
    Position position;  ///< of the last event; of the log's head when there was none
    Timestamp recorded_at;
};
struct Conflict {
    std::vector<StreamId> streams;  ///< those that have another version
};
struct ClaimTaken {
    std::string scope;
    std::string key;
    std::string last_key;  ///< the greatest that is taken in the scope
};
struct Replayed {
    std::string response;
    Position position;
};
struct KeyReused {};
/// The database was not to be had in time. Whether the request was carried out is not known if
/// `in_doubt`.
struct Unavailable {
    std::string reason;
    bool in_doubt;
};

using AppendOutcome =
    std::variant<Appended, Conflict, ClaimTaken, Replayed, KeyReused, Unavailable>;
/// Called once, on a thread of the appender or on the caller's, also before `submit` is back: must
/// not block.
using AppendDone = std::function<void(AppendOutcome)>;

/// Limits of one request: what is larger is refused before it comes here.
inline constexpr std::size_t events_per_request = 20'000;
/// Kafka's default message size less headers: no stored event can be unpublishable.
inline constexpr std::size_t bytes_per_event = 900'000;

}  // namespace atelier::eventstore
