#include "schemas/sql.hpp"
#include "tests/integration/live/live_support.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

/// A client's connection that keeps what it is sent.
class RecordedConnection final : public api::WebSocketConnection {
public:
    bool send(std::shared_ptr<std::string const> text) override {
        std::lock_guard const lock{mutex_};
        texts_.push_back(std::move(text));
        return true;
    }
    bool send_now(std::shared_ptr<std::string const> const& text) override { return send(text); }
    std::size_t queued_bytes() const override { return 0; }
    void close(std::uint16_t, std::string) override {}

    std::size_t count(std::string_view type) const {
        auto const head = R"({"type":")" + std::string{type} + '"';
        std::lock_guard const lock{mutex_};
        return static_cast<std::size_t>(std::ranges::count_if(
            texts_, [&](auto const& text) { return text->starts_with(head); }));
    }

    bool ends_with(std::string_view type, std::string_view within) const {
        std::lock_guard const lock{mutex_};
        return !texts_.empty() &&
               texts_.back()->starts_with(R"({"type":")" + std::string{type} + '"') &&
               texts_.back()->contains(within);
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<std::string const>> texts_;
};

/// Somebody signed in who follows boards.
class Follower {
public:
    explicit Follower(LoadedBoards& boards) : handler_(boards.hub.handler()) {
        handler_.on_open(connection, {});
        auto const token = boards.sessions.access_token(
            boards.playground.user, boards.playground.fresh_id<SessionId>(), crypto::system_now());
        say(R"({"type":"authenticate","token":")" + token + R"("})");
        REQUIRE(connection->count("welcome") == 1);
    }
    ~Follower() {
        handler_.on_close(connection);
        connection->session.reset();  // as the server does
    }

    void subscribe(ProjectId project) { subscribe(projections::board_topic(project)); }
    void subscribe(std::string const& topic) {
        say(R"({"type":"subscribe","id":7,"topic":")" + topic + R"("})");
    }
    void unsubscribe(ProjectId project) {
        say(R"({"type":"unsubscribe","topic":")" + projections::board_topic(project) + R"("})");
    }
    bool gets_snapshots(std::size_t count) const {
        return comes_true([&] { return connection->count("snapshot") == count; });
    }

    std::shared_ptr<RecordedConnection> connection = std::make_shared<RecordedConnection>();

private:
    void say(std::string const& text) { handler_.on_message(connection, text); }

    api::WebSocketHandler handler_;
};

/// The board read model cannot be read until this ends.
class Away {
public:
    explicit Away(LoadedBoards& boards) : owner_(boards.playground.database.owner_url()) {
        owner_.execute("alter schema board rename to away");
    }
    ~Away() { owner_.execute("alter schema away rename to board"); }

private:
    eventstore::Connection owner_;
};

/// What was said of the topic last, and is in the read models.
eventstore::Position last_said(LoadedBoards& boards, std::string const& topic) {
    eventstore::ArrayParameter topics{eventstore::ArrayParameter::Element::text};
    topics.add(std::string_view{topic});
    auto const rows = boards.connection.run(sql::projection_read_topics, std::move(topics));
    REQUIRE(rows.size() == 1);
    return rows.integer(0, 1);
}

/// What the projector says of the first board, after its last delta, and commits later.
class Told {
public:
    explicit Told(LoadedBoards& boards)
        : boards_(boards),
          topic_(projections::board_topic(boards.projects[0])),
          last_(last_said(boards, topic_)) {}

    void say(std::string const& type, std::string const& rest) {
        boards_.hub.receive({{topic_, last_ + 1,
                              R"({"type":")" + type + R"(","topic":")" + topic_ +
                                  R"(","position":)" + std::to_string(last_ + 1) +
                                  R"(,"previous":)" + std::to_string(last_) + rest + '}'}});
    }

    void commit() {
        eventstore::Transaction transaction{boards_.connection};
        boards_.rename_projects();
        boards_.connection.execute("update projection.topics set position = position + 1");
        transaction.commit();
    }

private:
    LoadedBoards& boards_;
    std::string topic_;
    eventstore::Position last_;
};

/// Everything that waited for the pool's one thread was done.
void finish_jobs(eventstore::DatabasePool& pool) { Occupied const behind_them{pool}; }

}  // namespace

TEST_CASE("who follows a board that cannot be read anew has it once it can be read again") {
    LoadedBoards boards{1};
    Follower follower{boards};
    follower.subscribe(boards.projects[0]);
    REQUIRE(follower.gets_snapshots(1));
    {
        Away const away{boards};
        boards.hub.resync_all();
        finish_jobs(boards.pool);
        CHECK(follower.connection->count("resync") == 1);
        CHECK(follower.connection->count("snapshot") == 1);
    }
    CHECK(follower.gets_snapshots(2));
    CHECK(follower.connection->count("error") == 0);
}

TEST_CASE("who asks for a board while it cannot be read has it once it can be") {
    LoadedBoards boards{1};
    boards.hub.resync_all();
    Follower follower{boards};
    Follower gone{boards};
    {
        Away const away{boards};
        follower.subscribe(boards.projects[0]);
        gone.subscribe(boards.projects[0]);
        finish_jobs(boards.pool);
        finish_jobs(boards.pool);
        gone.unsubscribe(boards.projects[0]);
        CHECK(follower.connection->count("snapshot") == 0);
    }
    CHECK(follower.gets_snapshots(1));
    CHECK(follower.connection->count("error") == 0);
    CHECK(gone.connection->count("snapshot") == 0);
}

TEST_CASE("a board that the read models do not know yet is followed once they do") {
    LoadedBoards boards{1};
    Follower follower{boards};
    Follower gone{boards};
    boards.create_project();
    follower.subscribe(boards.projects[1]);
    gone.subscribe(boards.projects[1]);
    finish_jobs(boards.pool);
    gone.unsubscribe(boards.projects[1]);
    CHECK(follower.connection->count("error") == 0);
    boards.become_known();
    CHECK(follower.gets_snapshots(1));
    CHECK(follower.connection->count("error") == 0);
    finish_jobs(boards.pool);
    CHECK(gone.connection->count("snapshot") == 0);
    CHECK(gone.connection->count("error") == 0);
}

TEST_CASE("a board that the read models do not come to know is not there, and none is at once") {
    LoadedBoards boards{1};
    Follower follower{boards};
    follower.subscribe(boards.playground.fresh_id<ProjectId>());
    finish_jobs(boards.pool);
    CHECK(follower.connection->ends_with("error", "not_found"));
    boards.create_project();
    follower.subscribe(boards.projects[1]);
    finish_jobs(boards.pool);
    CHECK(follower.connection->count("error") == 1);
    CHECK(comes_true([&] { return follower.connection->count("error") == 2; }));
    CHECK(follower.connection->ends_with("error", "not_found"));
}

TEST_CASE("who comes between a delta and its commit has it on top of what is read") {
    LoadedBoards boards{1};
    boards.hub.resync_all();
    Told{boards}.say(
        "delta", R"(,"changes":[{"op":"upsert","kind":"card","id":"7","data":{"title":"Buoy"}}])");
    Follower follower{boards};
    follower.subscribe(boards.projects[0]);
    REQUIRE(follower.gets_snapshots(1));
    CHECK(follower.connection->ends_with("snapshot", R"({"title":"Buoy"})"));
}

TEST_CASE("who is told to read a board anew before that is committed reads it afterwards") {
    LoadedBoards boards{1};
    Follower follower{boards};
    follower.subscribe(boards.projects[0]);
    REQUIRE(follower.gets_snapshots(1));
    Told told{boards};
    told.say("resync", R"(,"reason":"changed")");
    for (int i = 0; i < 3; ++i) finish_jobs(boards.pool);
    CHECK(follower.connection->ends_with("resync", "gap"));
    told.commit();
    REQUIRE(follower.gets_snapshots(2));
    CHECK(follower.connection->ends_with("snapshot", "Mended"));
}

TEST_CASE("who follows an activity from before a person's name is known gets the name") {
    LoadedBoards boards{1};
    boards.connection.execute("update directory.users set name = '?'");
    Follower follower{boards};
    follower.subscribe(projections::activity_topic(boards.projects[0]));
    REQUIRE(follower.gets_snapshots(1));
    CHECK(follower.connection->ends_with("snapshot", R"("name":"?")"));
    boards.connection.execute("update directory.users set name = 'Ada'");
    auto const topic = projections::registered_topic(boards.playground.user);
    auto const say = [&] { boards.hub.receive({{topic, last_said(boards, topic), "{}"}}); };
    say();
    REQUIRE(follower.gets_snapshots(2));
    CHECK(follower.connection->ends_with("snapshot", R"("name":"Ada")"));
    CHECK_FALSE(follower.connection->ends_with("snapshot", R"("name":"?")"));
    say();
    for (int i = 0; i < 3; ++i) finish_jobs(boards.pool);
    CHECK(follower.connection->count("resync") == 1);
}

TEST_CASE("who begins to follow between what was told briefly and its commit reads it afterwards") {
    LoadedBoards boards{1};
    boards.hub.resync_all();
    Told told{boards};
    told.say("resync", R"(,"reason":"changed")");
    Follower follower{boards};
    follower.subscribe(boards.projects[0]);
    for (int i = 0; i < 3; ++i) finish_jobs(boards.pool);
    CHECK(follower.connection->count("snapshot") == 0);
    told.commit();
    REQUIRE(follower.gets_snapshots(1));
    CHECK(follower.connection->ends_with("snapshot", "Mended"));
    CHECK(follower.connection->count("resync") == 0);
}

TEST_CASE("a topic is wanted whole from the first subscription, a board from the first look") {
    LoadedBoards boards{1};
    CHECK(boards.hub.is_wanted(projections::board_topic(boards.projects[0])));
    auto const activity = projections::activity_topic(boards.projects[0]);
    CHECK_FALSE(boards.hub.is_wanted(activity));
    Follower follower{boards};
    follower.subscribe(activity);
    finish_jobs(boards.pool);
    CHECK(boards.hub.is_wanted(activity));
}
