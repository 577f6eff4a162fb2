#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/auth/sessions.hpp"
#include "api/http/message.hpp"
#include "api/http/websocket.hpp"
#include "api/live/glimpse.hpp"
#include "api/live/topic.hpp"
#include "eventstore/database/pool.hpp"
#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/log/epoch.hpp"
#include "projections/core/watermarks.hpp"

namespace atelier::api {

/// Everything live of this node: the topics that somebody looks at, kept in memory by the same
/// deltas that go to clients, and the clients. Deltas come from the projectors, in process or by
/// Kafka. One lock guards all of it: nothing that is done under it blocks. Thread-safe.
class Hub {
public:
    static constexpr std::size_t topics_per_connection = 200;
    static constexpr std::size_t topics_in_memory = 2'000;
    static constexpr std::chrono::seconds authentication_time{
        10};  ///< until the first message says who it is
    static constexpr std::chrono::seconds renewal_time{60};  ///< after token_expired
    static constexpr int connections_per_second = 4;         ///< of one person

    Hub(eventstore::DatabasePool& pool, projections::Watermarks& watermarks, Sessions& sessions,
        eventstore::LogEpoch epoch);
    ~Hub();

    /// What the projectors say. Any thread.
    void receive(std::vector<eventstore::LiveMessage> messages);
    /// Whether the topic's deltas have to be whole. Any thread.
    bool is_wanted(std::string const& topic) const;
    /// Messages may have been missed: every topic is read anew.
    void resync_all();

    /// The WebSocket endpoint.
    WebSocketHandler handler();

    /// The board of a project; blocking. With `is_exact` it is read from the read model, else from
    /// memory where it is.
    std::optional<ReadyAnswer> board(eventstore::Connection& connection, ProjectId project,
                                     bool is_exact);

    // What is answered without the database: for those who were let in not long ago, what is in
    // memory. None of it blocks.
    static constexpr std::chrono::seconds reader_time{2};
    Glimpse glimpse() const;
    /// Somebody was found to see a topic, and what was read of it, if it is to be given out for
    /// `reader_time` unless a delta comes.
    void keep(std::string const& topic, UserId user, Glimpse const& glimpse,
              std::optional<ReadyAnswer> answer = {});
    std::optional<ReadyAnswer> ready(std::string const& topic, UserId user);

    struct Figures {
        std::size_t clients = 0;
        std::size_t topics = 0;
        std::size_t subscriptions = 0;
        std::size_t lagging = 0;          ///< of these, whose connections take nothing more
        std::uint64_t ready_answers = 0;  ///< given out since the start
    };
    Figures figures() const;

    void stop();

private:
    struct Client;
    using ClientPointer = std::shared_ptr<Client>;
    struct Subscriber {
        ClientPointer client;
        bool is_lagging = false;  ///< its queue was full: it gets a snapshot once that is empty
        bool is_told = false;     ///< that it lags
    };
    struct Entry {
        Topic topic;
        /// Somebody has asked for it: its deltas have to be whole.
        bool is_wanted = false;
        bool is_loading = false;
        /// What is being loaded may be from before an erasure or a rebuild: once more.
        bool is_void = false;
        std::vector<std::pair<ClientPointer, SubscribeRequest>> waiting;
        std::map<Client const*, Subscriber> subscribers;
        std::chrono::steady_clock::time_point last_used;
        /// What the topic is over HTTP, and until when that may be given out unless a delta comes.
        std::optional<ReadyAnswer> ready;
        std::chrono::steady_clock::time_point ready_until;
        /// Who was let in, and until when that holds; of one count of changes of access.
        std::map<UserId, std::chrono::steady_clock::time_point> readers;
        std::uint64_t readers_access = 0;
    };
    /// A topic that is compared with the rows of the read models.
    struct Comparison {
        std::string topic;
        std::optional<std::chrono::steady_clock::time_point> deadline;  ///< once it was looked at
    };
    static constexpr std::size_t readers_of_a_topic = 1'000;
    /// How long, and how often, what is told is waited for in the rows.
    static constexpr std::chrono::seconds commit_patience{10};
    static constexpr std::chrono::milliseconds commit_pause{3};

    // Messages of clients.
    void on_open(WebSocketPointer const& connection, Request const& request);
    void on_message(WebSocketPointer const& connection, std::string_view text);
    void on_drained(WebSocketPointer const& connection);
    void on_close(WebSocketPointer const& connection);
    void authenticate(ClientPointer const& client, std::string_view token);
    void end_session(SessionId session);
    void subscribe(ClientPointer const& client, SubscribeRequest request);
    /// Looks whether the client may follow the topic; says whether there is room for that. A topic
    /// that may be too new for the read models is looked at again once they are further, and that
    /// `is_last`.
    bool look(ClientPointer const& client, SubscribeRequest const& request, std::uint64_t wish,
              bool is_last);
    void refuse(ClientPointer const& client, SubscribeRequest const& request, std::uint64_t wish,
                std::string_view code, std::string_view message);
    void follow(ClientPointer const& client, SubscribeRequest const& request);
    void unsubscribe(ClientPointer const& client, std::string const& topic);
    static void leave(Entry& entry, ClientPointer const& client);

    // Topics.
    void apply(eventstore::LiveMessage const& message);
    void load(std::string const& topic);
    eventstore::DatabasePool::Job loading(std::string const& topic);
    void loaded(std::string const& topic, std::optional<TopicState> state);
    void not_loaded(std::string const& topic);
    void admit(Entry& entry, std::string const& topic, ClientPointer const& client,
               SubscribeRequest const& request);
    void send_snapshot(Entry& entry, std::string const& topic, Subscriber& subscriber,
                       std::optional<std::int64_t> id);
    void resync(std::string const& topic, Entry& entry, char const* reason);
    void resync_topics();
    /// The read models were switched: every topic in memory is compared with them, one at a time.
    void compare_topics();
    /// What a person, whose id is given, is called has changed: what happened to them or by them
    /// names them, often what was told before that was known. Feeds that are no further than
    /// `since` do not.
    void compare_feeds_of(std::string_view person, Position since);
    void compare_next();
    void compare(eventstore::Connection& connection, Comparison comparison);
    bool compared(std::string const& topic, std::optional<TopicState> state, bool is_late);
    /// Called and runs `then` under the lock, once what a message of nodes is about is committed.
    void once_committed(std::string const& topic, Position position,
                        std::chrono::steady_clock::time_point deadline, std::function<void()> then);
    /// Without the lock, for a moment; the projector of this process hurries meanwhile.
    void wait_for_commit();
    /// What must not be dropped when the pool is full: the ticker posts it then.
    void post_surely(eventstore::DatabasePool::Job job);
    void forget_person(UserId user);
    void recheck_everybody();
    void recheck(ClientPointer const& client, std::string const& topic);
    void send(ClientPointer const& client, std::string text);
    void send_error(ClientPointer const& client, std::optional<std::int64_t> id,
                    std::string_view topic, std::string_view code, std::string_view message);
    void forget_idle_topics();
    bool keeps(Glimpse const& glimpse) const;
    bool is_let_in(Entry const& entry, UserId user) const;
    void tick();

    eventstore::DatabasePool& pool_;
    projections::Watermarks& watermarks_;
    Sessions& sessions_;
    eventstore::LogEpoch epoch_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry> topics_;
    std::set<ClientPointer> clients_;
    std::deque<Comparison> to_compare_;
    bool is_comparing_ = false;
    std::deque<eventstore::DatabasePool::Job> postponed_;
    std::uint64_t access_changes_ = 0;
    std::size_t access_pending_ = 0;  ///< told of and perhaps not committed yet
    std::uint64_t forgotten_ = 0;
    std::uint64_t ready_answers_ = 0;
    std::map<UserId, std::pair<std::chrono::steady_clock::time_point, int>> recent_connections_;
    bool stopping_ = false;
    std::condition_variable wake_;
    std::thread ticker_;
};

}  // namespace atelier::api
