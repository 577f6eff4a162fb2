#include "commands/worker/worker.hpp"

#include "commands/timer/start_timer.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/remove_member.hpp"
#include "tests/integration/projections/projection_support.hpp"

namespace atelier::test {
namespace {

using commands::Worker;

constexpr std::int64_t hour = 3'600'000;

/// A worker on a playground, whose rounds are run by hand and whose clock can be put forward.
struct Office {
    std::unique_ptr<Worker> worker() {
        return std::make_unique<Worker>(
            Worker::Options{playground.database.service_url(), [this] { return playground.now(); }},
            playground.engine().handler);
    }

    TaskId task(std::optional<Timestamp> due, std::vector<UserId> assignees) {
        TaskId const id{playground.engine().ids.next(playground.now())};
        playground.run(commands::CreateTask{
            playground.project, id, {"Paint"}, {}, {}, {}, std::move(assignees), {}, due});
        return id;
    }

    std::size_t events_called(std::string_view type) {
        eventstore::Connection connection{playground.database.owner_url()};
        return static_cast<std::size_t>(
            connection
                .execute("select count(*) from log.events where type = '" + std::string{type} + "'")
                .integer(0, 0));
    }

    void wait() { REQUIRE(projecting.reaches(playground.head())); }

    Playground playground;
    Projecting projecting{playground};
};

}  // namespace

TEST_CASE("a due time is announced when the clock is there, once, whoever looks again") {
    Office office;
    auto const now = office.playground.now();
    office.task(Timestamp{now.milliseconds + hour}, {});
    office.wait();
    auto worker = office.worker();
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskBecameOverdue") == 0);
    office.playground.put_clock_forward(2 * hour);
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskBecameOverdue") == 1);
    // The read model may not have it yet; after a restart everything is looked at.
    worker.reset();
    worker = office.worker();
    auto round = Worker::Round::not_mine;
    CHECK_MESSAGE(within(std::chrono::seconds{10},
                         [&] { return (round = worker->run_round()) != Worker::Round::not_mine; }),
                  "the server ends the session that had the lease, a little after it was closed");
    CHECK(round == Worker::Round::done);
    office.wait();
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskBecameOverdue") == 1);
}

TEST_CASE("a task that fell due unseen is announced when it is changed, in the next round") {
    Office office;
    auto const now = office.playground.now();
    auto worker = office.worker();
    office.wait();
    CHECK(worker->run_round() == Worker::Round::done);
    auto const task = office.task({}, {});
    office.wait();
    CHECK(worker->run_round() == Worker::Round::done);
    commands::EditTask edit{task, {}, {}, {}, {}, {}, {}};
    edit.due = {decltype(edit.due)::Kind::set, Timestamp{now.milliseconds - 100 * hour}};
    office.playground.run(edit);
    office.wait();
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskBecameOverdue") == 1);
}

TEST_CASE("a partition where nothing happens does not make rounds look at everything") {
    Office office;
    eventstore::Connection connection{office.playground.database.service_url()};
    office.task(Timestamp{office.playground.now().milliseconds - 100 * hour}, {});
    office.wait();
    office.projecting.projector.stop();
    for (auto const* model : {"board", "directory", "task", "timer"})
        connection.run(sql::projection_add_checkpoint, model, 7, eventstore::Position{0}, 1);
    // It looks announced, and then no more, without a sign that anything changed.
    connection.execute("update task.tasks set announced_due = due");
    auto worker = office.worker();
    CHECK(worker->run_round() == Worker::Round::done);
    connection.execute("update task.tasks set announced_due = null");
    office.playground.put_clock_forward(1000);
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskBecameOverdue") == 0);
    office.playground.put_clock_forward(Worker::full_round_milliseconds);
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskBecameOverdue") == 1);
}

TEST_CASE("who left is taken off all their tasks, more than a batch of them, and stops tracking") {
    Office office;
    auto& playground = office.playground;
    UserId const guest{playground.engine().ids.next(playground.now())};
    playground.run(commands::RegisterUser{guest, "jonas@example.org", "Jonas"},
                   {playground.engine().keys.create(guest)});
    playground.run(commands::AddMember{playground.workspace, {}, WorkspaceRole::member, guest});
    std::vector<TaskId> tasks;
    for (int i = 0; i < Worker::batch_limit * 2 + 1; ++i)
        tasks.push_back(office.task({}, {guest, playground.user}));
    auto const started = playground.run_as(guest, commands::StartTimer{tasks[0], {}, {}, {}});
    REQUIRE(std::holds_alternative<commands::Done>(started));
    office.wait();
    auto const worker = office.worker();
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskEdited") == 0);
    playground.run(commands::RemoveMember{playground.workspace, guest});
    office.wait();
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskEdited") == tasks.size());
    CHECK(office.events_called("TimerStopped") == 1);
    CHECK(office.events_called("TimeEntryAdded") == 1);
    CHECK(worker->run_round() == Worker::Round::done);
    CHECK(office.events_called("TaskEdited") == tasks.size());
}

TEST_CASE("a worker without read models to look into waits for them") {
    Playground playground;
    Worker worker{{playground.database.service_url()}, playground.engine().handler};
    CHECK(worker.run_round() == Worker::Round::not_ready);
}

TEST_CASE("one worker works at a time, and the next one takes over when it is gone") {
    Office office;
    office.wait();
    auto first = office.worker();
    auto const second = office.worker();
    CHECK(first->run_round() == Worker::Round::done);
    CHECK(second->run_round() == Worker::Round::not_mine);
    first.reset();
    // The server notices the end of a connection a moment later.
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    auto round = Worker::Round::not_mine;
    while (round == Worker::Round::not_mine && std::chrono::steady_clock::now() < deadline)
        round = second->run_round();
    CHECK(round == Worker::Round::done);
}

}  // namespace atelier::test
