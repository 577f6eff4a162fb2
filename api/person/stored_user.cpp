#include "api/person/stored_user.hpp"

#include <algorithm>
#include <unordered_map>

#include "api/auth/sessions.hpp"
#include "commands/session/open_sessions.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/log/read_states.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace eventstore;

/// When and from where each of them was started.
void describe(KeyRing& keys, Connection& connection, std::vector<SessionView>& list) {
    std::vector<StreamTail> tails;
    std::unordered_map<SessionId, SessionView*> by_id;
    for (auto& view : list) {
        tails.push_back({stream_of(view.id), 0});
        by_id[view.id] = &view;
    }
    for (auto const& raw : read_streams(connection, tails)) {
        auto const event = decode(raw);
        if (!std::holds_alternative<session::SessionStarted>(event.event)) continue;
        auto& view = *by_id.at(SessionId{raw.stream.id});
        view.started_at = event.recorded_at;
        // Started by the clock of the database, used by that of the node.
        view.last_used_at = std::max(view.last_used_at, view.started_at);
        if (!event.metadata.origin) continue;
        auto const origin = keys.open(*event.metadata.origin);
        if (!origin) continue;
        view.address = origin->address;
        if (!origin->user_agent.empty()) view.user_agent = origin->user_agent;
    }
}

}  // namespace

StoredUser stored_user(KeyRing& keys, Connection& connection, UserId user) {
    auto const state = read_state<user::State>(connection, stream_of(user));
    constexpr auto erased = "[erased]";
    return {{user, keys.open(state.email).value_or(erased), keys.open(state.name).value_or(erased),
             state.time_zone, state.locale},
            state.password_changes,
            state.exists,
            state.erased};
}

std::vector<SessionView> open_sessions(KeyRing& keys, Connection& connection, UserId user,
                                       std::string const& after, int limit) {
    auto const since = crypto::system_now().milliseconds - refresh_token_seconds * 1000;
    auto const rows = connection.run(sql::session_list_open, commands::open_sessions_scope(user),
                                     after, since, limit);
    std::vector<SessionView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const id = SessionId::from_text(rows.text(row, 0)).value();
        list.push_back({id, {}, {rows.integer(row, 1)}, {}, {}, false});
    }
    describe(keys, connection, list);
    return list;
}

}  // namespace atelier::api
