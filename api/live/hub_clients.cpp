#include <spdlog/spdlog.h>

#include "api/live/client.hpp"
#include "api/live/hub.hpp"
#include "api/live/messages.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/database/read_surely.hpp"
#include "projections/core/delta.hpp"

namespace atelier::api {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t heartbeat_seconds = 20;
constexpr std::string_view scheme = "Bearer ";

}  // namespace

std::string to_text(ServerMessage const& message) { return codec::to_json(message); }

WebSocketHandler Hub::handler() {
    return {[this](WebSocketPointer const& connection, Request request) {
                on_open(connection, request);
            },
            [this](WebSocketPointer const& connection, std::string_view text) {
                on_message(connection, text);
            },
            [this](WebSocketPointer const& connection) { on_drained(connection); },
            [this](WebSocketPointer const& connection) { on_close(connection); }};
}

void Hub::on_open(WebSocketPointer const& connection, Request const& request) {
    auto client = std::make_shared<Client>();
    client->connection = connection;
    client->deadline = Clock::now() + authentication_time;
    connection->session = client;
    std::lock_guard const lock{mutex_};
    clients_.insert(client);
    auto const header = request.header("authorization");
    if (header.size() > scheme.size() &&
        equals_ignoring_case(header.substr(0, scheme.size()), scheme)) {
        authenticate(client, header.substr(scheme.size()));
    }
}

void Hub::on_close(WebSocketPointer const& connection) {
    auto const client = std::static_pointer_cast<Client>(connection->session);
    std::lock_guard const lock{mutex_};
    client->is_closed = true;
    for (auto const& topic : client->topics) {
        if (auto const entry = topics_.find(topic); entry != topics_.end())
            leave(entry->second, client);
    }
    client->topics.clear();
    client->wishes.clear();
    clients_.erase(client);
}

void Hub::on_message(WebSocketPointer const& connection, std::string_view text) {
    auto const client = std::static_pointer_cast<Client>(connection->session);
    auto const message = codec::from_json<ClientMessage>(text);
    std::lock_guard const lock{mutex_};
    if (!message) {
        auto const& problem = message.error().front();
        return send_error(client, {}, {}, "malformed_request",
                          problem.path.empty() ? "The message " + problem.message + "."
                                               : problem.path + " " + problem.message + ".");
    }
    if (auto const* proof = std::get_if<Authenticate>(&*message))
        return authenticate(client, proof->token);
    if (std::holds_alternative<Ping>(*message)) return send(client, to_text(Pong{}));
    if (!client->is_authenticated) {
        return send_error(client, {}, {}, "unauthenticated", "Authenticate first.");
    }
    auto const own = projections::person_topic(client->user);
    if (auto const* wish = std::get_if<Subscribe>(&*message)) {
        // `me` is the only way to a person's own topic.
        auto const inside = wish->topic == "me"                ? own
                            : wish->topic.starts_with("user:") ? ""
                                                               : wish->topic;
        // A position from before a restore may be another event's by now: a snapshot is always
        // right.
        bool const is_ours = epoch_.owns(wish->log.value_or(""));
        return subscribe(client,
                         {wish->id, inside, wish->topic, is_ours ? wish->after : std::nullopt});
    }
    auto const& named = std::get<Unsubscribe>(*message).topic;
    auto const& topic = named == "me" ? own : named;
    std::erase_if(client->wishes, [&](auto const& wish) { return wish.first == topic; });
    unsubscribe(client, topic);
}

void Hub::on_drained(WebSocketPointer const& connection) {
    auto const client = std::static_pointer_cast<Client>(connection->session);
    std::lock_guard const lock{mutex_};
    for (auto const& topic : client->topics) {
        auto const entry = topics_.find(topic);
        if (entry == topics_.end()) continue;
        auto const subscriber = entry->second.subscribers.find(client.get());
        if (subscriber == entry->second.subscribers.end() || !subscriber->second.is_lagging)
            continue;
        auto& late = subscriber->second;
        // A snapshot larger than a queue is only taken by an empty one: then it comes alone, at the
        // next drain.
        if (!late.is_told) {
            late.is_told = connection->send(std::make_shared<std::string const>(
                to_text(Resync{projections::client_topic(topic), "slow_client"})));
        }
        if (late.is_told) send_snapshot(entry->second, topic, late, {});
    }
}

void Hub::authenticate(ClientPointer const& client, std::string_view token) {
    auto const claims = sessions_.authenticate_token(token);
    if (!claims || (client->is_authenticated && claims->user != client->user)) {
        send_error(client, {}, {}, claims ? "unauthenticated" : claims.error(),
                   "The access token is not valid here.");
        return client->connection->close(close_policy_violation, "not authenticated");
    }
    auto const now = Clock::now();
    if (!client->is_authenticated) {
        auto& [since, count] = recent_connections_[claims->user];
        if (now - since > std::chrono::seconds{1}) {
            since = now;
            count = 0;
        }
        if (++count > connections_per_second) {
            send_error(client, {}, {}, "rate_limited",
                       "Too many connections in a second; wait a moment.");
            return client->connection->close(close_try_again_later, "too many connections");
        }
    }
    client->user = claims->user;
    client->session = claims->session;
    client->is_authenticated = true;
    client->is_expired = false;
    auto const left = claims->expires_at.milliseconds - crypto::system_now().milliseconds;
    client->deadline = now + std::chrono::milliseconds{left};
    send(client, to_text(Welcome{client->user, heartbeat_seconds, epoch_.id}));
}

/// A token of the session that is looked at meanwhile is refused: it was revoked before this.
void Hub::end_session(SessionId session) {
    std::lock_guard const lock{mutex_};
    for (auto const& client : clients_) {
        if (!client->is_authenticated || client->session != session) continue;
        send_error(client, {}, {}, "unauthenticated", "The session has ended: sign in again.");
        client->connection->close(close_policy_violation, "the session has ended");
    }
}

void Hub::subscribe(ClientPointer const& client, SubscribeRequest request) {
    auto const wish = ++client->last_wish;
    client->wishes.emplace(request.topic, wish);
    if (!look(client, request, wish, false))
        refuse(client, request, wish, "unavailable", "Too busy right now; subscribe again.");
}

void Hub::refuse(ClientPointer const& client, SubscribeRequest const& request, std::uint64_t wish,
                 std::string_view code, std::string_view message) {
    if (client->wishes.erase({request.topic, wish}) == 0) return;
    send_error(client, request.id, request.shown, code, message);
}

bool Hub::look(ClientPointer const& client, SubscribeRequest const& request, std::uint64_t wish,
               bool is_last) {
    return pool_.post([this, client, request, wish, is_last,
                       access = access_changes_](eventstore::Connection& connection) {
        bool is_visible = false;
        std::optional<TopicAhead> ahead;
        try {
            is_visible = eventstore::read_surely(
                connection, [&] { return may_see_topic(connection, request.topic, client->user); });
            if (!is_visible && !is_last) {
                ahead = eventstore::read_surely(
                    connection, [&] { return ahead_of_topic(connection, request.topic); });
            }
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("subscription to {}: {}", request.topic, error.what());
            if (error.state().empty()) connection.disconnect();
            std::lock_guard const lock{mutex_};
            return refuse(client, request, wish, "unavailable",
                          "The database is away; subscribe again.");
        }
        std::unique_lock lock{mutex_};
        if (ahead && client->waiting < topics_per_connection) {
            ++client->waiting;
            lock.unlock();
            return watermarks_.when(ahead->model, ahead->position,
                                    projections::Watermarks::longest_wait,
                                    [this, client, request, wish](bool) {
                                        std::lock_guard const lock{mutex_};
                                        --client->waiting;
                                        if (client->is_closed || look(client, request, wish, true))
                                            return;
                                        refuse(client, request, wish, "unavailable",
                                               "Too busy right now; subscribe again.");
                                    });
        }
        if (!is_visible)
            return refuse(client, request, wish, "not_found", "There is nothing here.");
        if (client->wishes.erase({request.topic, wish}) == 0) return;
        follow(client, request);
        // Who lost access between the look and now is not among those that were asked about
        // then.
        if (access != access_changes_) recheck(client, request.topic);
    });
}

void Hub::follow(ClientPointer const& client, SubscribeRequest const& request) {
    if (client->topics.size() >= topics_per_connection && !client->topics.contains(request.topic)) {
        return send_error(client, request.id, request.shown, "too_many_topics",
                          "A connection follows at most 200 topics.");
    }
    client->topics.insert(request.topic);
    auto& entry = topics_[request.topic];
    entry.is_wanted = true;
    entry.last_used = Clock::now();
    if (entry.topic.is_loaded()) return admit(entry, request.topic, client, request);
    entry.waiting.emplace_back(client, request);
    load(request.topic);
}

void Hub::unsubscribe(ClientPointer const& client, std::string const& topic) {
    client->topics.erase(topic);
    auto const entry = topics_.find(topic);
    if (entry != topics_.end()) leave(entry->second, client);
}

void Hub::leave(Entry& entry, ClientPointer const& client) {
    entry.subscribers.erase(client.get());
    std::erase_if(entry.waiting, [&](auto const& one) { return one.first == client; });
    entry.last_used = Clock::now();
}

}  // namespace atelier::api
