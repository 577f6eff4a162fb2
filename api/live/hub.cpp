#include "api/live/hub.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "api/live/client.hpp"
#include "api/live/messages.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/database/read_surely.hpp"
#include "projections/core/delta.hpp"

namespace atelier::api {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// Of a topic's subscribers the thread that tells of a delta writes to so many itself; others to
/// the rest, and those are woken first.
constexpr std::size_t told_here = 8;
constexpr auto idle_topic_time = 5min;
constexpr std::string_view erased_prefix = "erased:";
constexpr std::string_view registered_prefix = "registered:";
constexpr std::string_view named_prefix = "named:";

}  // namespace

Hub::Hub(eventstore::DatabasePool& pool, projections::Watermarks& watermarks, Sessions& sessions,
         eventstore::LogEpoch epoch)
    : pool_(pool),
      watermarks_(watermarks),
      sessions_(sessions),
      epoch_(std::move(epoch)),
      ticker_([this] { tick(); }) {
    sessions_.on_ended([this](SessionId session) { end_session(session); });
}

Hub::~Hub() {
    sessions_.on_ended({});
    stop();
}

void Hub::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (ticker_.joinable()) ticker_.join();
}

void Hub::receive(std::vector<eventstore::LiveMessage> messages) {
    std::lock_guard const lock{mutex_};
    for (auto const& message : messages) apply(message);
}

bool Hub::is_wanted(std::string const& topic) const {
    std::lock_guard const lock{mutex_};
    auto const found = topics_.find(topic);
    return found != topics_.end() && found->second.is_wanted;
}

void Hub::apply(eventstore::LiveMessage const& message) {
    if (message.topic.starts_with("access:")) {
        ++access_changes_;
        ++access_pending_;
        return once_committed(message.topic, message.position, Clock::now() + commit_patience,
                              [this] {
                                  --access_pending_;
                                  recheck_everybody();
                              });
    }
    if (message.topic.starts_with(erased_prefix)) {
        auto const user = UserId::from_text(message.topic.substr(erased_prefix.size()));
        if (!user) return;
        sessions_.look_now();
        return once_committed(message.topic, message.position, Clock::now() + commit_patience,
                              [this, user = *user] { forget_person(user); });
    }
    bool const is_registered = message.topic.starts_with(registered_prefix);
    if (is_registered || message.topic.starts_with(named_prefix)) {
        auto const id = message.topic.substr(message.topic.find(':') + 1);
        auto const since = is_registered ? message.position : 0;
        return once_committed(message.topic, message.position, Clock::now() + commit_patience,
                              [this, id, since] { compare_feeds_of(id, since); });
    }
    if (message.topic == projections::switched_topic) return compare_topics();
    auto& entry = topics_[message.topic];
    if (entry.last_used == Clock::time_point{}) entry.last_used = Clock::now();
    auto const tell = [&entry](auto const& text) {
        auto others = entry.subscribers.size();
        for (auto& [key, subscriber] : entry.subscribers) {
            // Who lags gets a snapshot instead of everything it missed; the others never wait for
            // it.
            bool const is_here = others-- <= told_here;
            if (subscriber.is_lagging) continue;
            auto& connection = *subscriber.client->connection;
            subscriber.is_lagging = !(is_here ? connection.send_now(text) : connection.send(text));
        }
    };
    if (!entry.topic.apply(message, tell)) resync(message.topic, entry, "gap");
}

void Hub::resync_all() {
    std::lock_guard const lock{mutex_};
    resync_topics();
}

void Hub::resync_topics() {
    for (auto& [topic, entry] : topics_) {
        entry.topic = Topic{};
        resync(topic, entry, "gap");
    }
}

void Hub::resync(std::string const& topic, Entry& entry, char const* reason) {
    entry.topic.unload();
    entry.ready.reset();
    for (auto& [key, subscriber] : entry.subscribers) {
        auto const shown = projections::client_topic(topic);
        send(subscriber.client, to_text(Resync{shown, reason}));
        entry.waiting.emplace_back(subscriber.client, SubscribeRequest{{}, topic, shown, {}});
    }
    entry.subscribers.clear();
    if (!entry.waiting.empty()) load(topic);
}

void Hub::load(std::string const& topic) {
    if (!std::exchange(topics_[topic].is_loading, true)) post_surely(loading(topic));
}

eventstore::DatabasePool::Job Hub::loading(std::string const& topic) {
    return [this, topic](eventstore::Connection& connection) {
        std::optional<TopicState> state;
        bool has_failed = false;
        try {
            state =
                eventstore::read_surely(connection, [&] { return load_topic(connection, topic); });
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("topic {} cannot be read: {}", topic, error.what());
            if (error.state().empty()) connection.disconnect();
            has_failed = true;
        }
        std::lock_guard const lock{mutex_};
        has_failed ? not_loaded(topic) : loaded(topic, std::move(state));
    };
}

/// Who waits for a snapshot gets it once the database is back: the ticker tries again.
void Hub::not_loaded(std::string const& topic) {
    auto& entry = topics_[topic];
    entry.is_loading = !entry.waiting.empty();
    if (entry.is_loading) postponed_.push_back(loading(topic));
}

void Hub::loaded(std::string const& topic, std::optional<TopicState> state) {
    auto& entry = topics_[topic];
    entry.is_loading = false;
    if (std::exchange(entry.is_void, false)) return load(topic);
    entry.last_used = Clock::now();
    if (!state) {
        for (auto& [client, request] : std::exchange(entry.waiting, {})) {
            client->topics.erase(request.topic);
            send_error(client, request.id, request.shown, "unavailable",
                       "The topic cannot be read right now.");
        }
        return;
    }
    if (!entry.topic.load(std::move(*state))) {
        // A delta between what was read and what came is missing in memory: the read model has it
        // once that is committed.
        entry.is_loading = true;
        return once_committed(topic, entry.topic.last_delta(), Clock::now() + commit_patience,
                              [this, topic] {
                                  topics_[topic].is_loading = false;
                                  load(topic);
                              });
    }
    for (auto& [client, request] : std::exchange(entry.waiting, {}))
        admit(entry, topic, client, request);
}

void Hub::admit(Entry& entry, std::string const& topic, ClientPointer const& client,
                SubscribeRequest const& request) {
    if (client->is_closed || !client->topics.contains(topic)) return;
    auto& subscriber = entry.subscribers[client.get()];
    subscriber = {client, false, false};
    auto const missed = request.after ? entry.topic.after(*request.after) : std::nullopt;
    if (!missed) return send_snapshot(entry, topic, subscriber, request.id);
    send(client, to_text(Resumed{request.id, request.shown, entry.topic.position()}));
    for (auto const& delta : *missed) {
        if (!client->connection->send(delta.text)) subscriber.is_lagging = true;
    }
}

void Hub::send_snapshot(Entry& entry, std::string const& topic, Subscriber& subscriber,
                        std::optional<std::int64_t> id) {
    std::string text = R"({"type":"snapshot",)";
    if (id) text += R"("id":)" + std::to_string(*id) + ',';
    text += R"("topic":")" + projections::client_topic(topic) + R"(","position":)" +
            std::to_string(entry.topic.position()) + R"(,"entities":)" +
            entry.topic.entities_json() + '}';
    subscriber.is_lagging =
        !subscriber.client->connection->send(std::make_shared<std::string const>(std::move(text)));
    if (!subscriber.is_lagging) subscriber.is_told = false;
}

Hub::Figures Hub::figures() const {
    std::lock_guard const lock{mutex_};
    Figures figures{clients_.size(), topics_.size(), 0, 0, ready_answers_};
    for (auto const& [topic, entry] : topics_) {
        figures.subscriptions += entry.subscribers.size();
        figures.lagging += static_cast<std::size_t>(std::ranges::count_if(
            entry.subscribers, [](auto const& one) { return one.second.is_lagging; }));
    }
    return figures;
}

/// The message may be faster than the commit of what it is about: what follows from it waits for
/// that. A projector that dies in between says it again.
void Hub::once_committed(std::string const& topic, Position position, Clock::time_point deadline,
                         std::function<void()> then) {
    post_surely([this, topic, position, deadline, then](eventstore::Connection& connection) {
        bool is_there = false;
        try {
            is_there = topic_position(connection, topic) >= position;
        } catch (eventstore::DatabaseError const& error) {
            if (error.state().empty()) connection.disconnect();
        }
        bool const waits = !is_there && Clock::now() < deadline;
        if (waits) wait_for_commit();
        std::lock_guard const lock{mutex_};
        if (waits) return once_committed(topic, position, deadline, then);
        then();
    });
}

void Hub::wait_for_commit() {
    projections::Watermarks::Haste const haste{watermarks_};
    std::this_thread::sleep_for(commit_pause);
}

void Hub::post_surely(eventstore::DatabasePool::Job job) {
    if (!pool_.post(job)) postponed_.push_back(std::move(job));
}

/// Feeds name people: what is in memory of one who was erased is read anew, and clients get it.
void Hub::forget_person(UserId user) {
    auto const own = projections::person_topic(user);
    auto const id = to_text(user);
    for (auto& [topic, entry] : topics_) {
        bool const is_feed = topic.starts_with("activity:");
        if (topic != own && !is_feed) continue;
        if (entry.is_loading) entry.is_void = true;
        if (is_feed && !entry.topic.mentions(id)) continue;
        entry.topic = Topic{};
        resync(topic, entry, "erased");
    }
}

void Hub::recheck_everybody() {
    ++access_changes_;
    // Which topics belong to the workspace only the read models know: everything followed is asked
    // about.
    for (auto const& client : clients_) {
        for (auto const& topic : client->topics) {
            if (!topic.starts_with("user:")) recheck(client, topic);
        }
    }
}

void Hub::recheck(ClientPointer const& client, std::string const& topic) {
    bool const posted = pool_.post([this, client, topic](eventstore::Connection& connection) {
        bool visible = true;
        try {
            visible = eventstore::read_surely(
                connection, [&] { return may_see_topic(connection, topic, client->user); });
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("access to {} cannot be checked, the client has to ask again: {}", topic,
                         error.what());
            if (error.state().empty()) connection.disconnect();
            visible = false;
        }
        if (visible) return;
        std::lock_guard const lock{mutex_};
        unsubscribe(client, topic);
        send_error(client, {}, projections::client_topic(topic), "not_found",
                   "There is nothing here.");
    });
    if (!posted) client->connection->close(close_try_again_later, "overloaded");
}

void Hub::send(ClientPointer const& client, std::string text) {
    // A refused answer to the client's own message means a queue full of deltas: the drain brings
    // snapshots.
    static_cast<void>(
        client->connection->send(std::make_shared<std::string const>(std::move(text))));
}

void Hub::send_error(ClientPointer const& client, std::optional<std::int64_t> id,
                     std::string_view topic, std::string_view code, std::string_view message) {
    LiveError error{id, {}, std::string{code}, std::string{message}};
    if (!topic.empty()) error.topic = topic;
    send(client, to_text(error));
}

void Hub::forget_idle_topics() {
    auto const now = Clock::now();
    auto const erased = std::erase_if(topics_, [&](auto const& item) {
        auto const& entry = item.second;
        bool const used = !entry.subscribers.empty() || !entry.waiting.empty() || entry.is_loading;
        return !used &&
               (now - entry.last_used > idle_topic_time || topics_.size() > topics_in_memory);
    });
    if (erased > 0) ++forgotten_;
}

void Hub::tick() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        wake_.wait_for(lock, 1s, [this] { return stopping_; });
        while (!postponed_.empty() && pool_.post(postponed_.front())) postponed_.pop_front();
        forget_idle_topics();
        auto const now = Clock::now();
        std::erase_if(recent_connections_,
                      [&](auto const& item) { return now - item.second.first > 1s; });
        for (auto const& client : clients_) {
            if (now < client->deadline) continue;
            if (client->is_authenticated && !client->is_expired) {
                client->is_expired = true;
                client->deadline = now + renewal_time;
                send(client, to_text(TokenExpired{}));
            } else {
                client->connection->close(close_policy_violation, "not authenticated");
                client->deadline = Clock::time_point::max();
            }
        }
    }
}

}  // namespace atelier::api
