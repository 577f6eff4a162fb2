#include "api/person/export.hpp"

#include <algorithm>

#include "api/person/memberships.hpp"
#include "api/person/stored_user.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/keys/open_sealed.hpp"
#include "eventstore/log/read_states.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/codec/json.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace eventstore;

// One statement reads this much of the log, and answers so many events, each 0.9 MB at most.
constexpr int events_per_read = 50;
constexpr int most_sessions = 1'000;

ExportedEvent exported(KeyRing& keys, RawEvent const& raw, UserId user) {
    auto const metadata =
        codec::from_json<Metadata>(raw.metadata, codec::Unknown::ignore).value_or(Metadata{});
    // Nobody was signed in yet when the account was made.
    bool const is_own =
        metadata.actor == user || (!metadata.actor && raw.stream == stream_of(user));
    ExportedEvent event{raw.position,
                        raw.id,
                        raw.type,
                        is_own,
                        metadata.occurred_at.value_or(raw.recorded_at),
                        raw.recorded_at,
                        raw.stream,
                        raw.workspace.is_nil() ? std::nullopt : std::optional{raw.workspace},
                        {},
                        {},
                        {},
                        {}};
    if (!is_own) return event;
    event.command = metadata.command;
    if (metadata.origin && metadata.origin->subject == user) {
        if (auto const origin = keys.open(*metadata.origin)) {
            event.address = origin->address;
            event.user_agent = origin->user_agent;
        }
    }
    event.data = codec::RawJson{
        open_sealed(raw.data, keys, [user](UserId subject) { return subject == user; })};
    return event;
}

/// Adds events until the part is full; then it says where the next one begins.
void add_events(ExportView& part, KeyRing& keys, Connection& connection, UserId user,
                Position after, std::function<void()> const& check) {
    std::size_t bytes = 0;
    while (after < part.as_of) {
        check();
        auto const end = std::min(part.as_of, after + positions_per_read);
        auto const found = events_of(
            connection.run(sql::person_read_events, after, end, to_text(user), events_per_read));
        for (auto const& raw : found) {
            part.events.push_back(exported(keys, raw, user));
            bytes += raw.data.size() + raw.metadata.size();
        }
        bool const is_all = found.size() < static_cast<std::size_t>(events_per_read);
        after = is_all ? end : found.back().position;
        if (bytes < export_part_bytes || after >= part.as_of) continue;
        part.next_events_after = after;
        return;
    }
}

}  // namespace

std::optional<ExportView> export_person(KeyRing& keys, Connection& connection, UserId user,
                                        Position events_after, std::function<void()> const& check) {
    keys.load(connection, user);
    auto const stored = stored_user(keys, connection, user);
    if (!stored.exists) return std::nullopt;
    ExportView part{crypto::system_now(), 0, stored.view, {}, {}, {}, {}};
    auto const memberships = memberships_of(connection, user);
    part.as_of = memberships.as_of;
    for (auto const& id : memberships.workspaces) {
        auto const workspace = read_state<workspace::State>(connection, stream_of(id));
        auto const role = workspace.role_of(user);
        if (role && !workspace.deleted) part.memberships.push_back({id, workspace.name, *role});
    }
    part.sessions = open_sessions(keys, connection, user, "", most_sessions);
    add_events(part, keys, connection, user, events_after, check);
    return part;
}

}  // namespace atelier::api
