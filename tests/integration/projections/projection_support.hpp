#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "commands/core/engine.hpp"
#include "commands/label/create_label.hpp"
#include "commands/label/delete_label.hpp"
#include "commands/project/add_project_member.hpp"
#include "commands/project/archive_project.hpp"
#include "commands/project/change_project_member_role.hpp"
#include "commands/project/create_project.hpp"
#include "commands/project/delete_project.hpp"
#include "commands/project/edit_project.hpp"
#include "commands/project/restore_project.hpp"
#include "commands/project/unarchive_project.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/delete_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/time_entry/add_time_entry.hpp"
#include "commands/time_entry/delete_time_entry.hpp"
#include "commands/timer/pause_timer.hpp"
#include "commands/timer/resume_timer.hpp"
#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_timer.hpp"
#include "commands/user/register_user.hpp"
#include "commands/workflow/create_status.hpp"
#include "commands/workflow/delete_status.hpp"
#include "commands/workflow/move_status.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "eventstore/log/reader.hpp"
#include "eventstore/source/log_source.hpp"
#include "projections/board/neighbours.hpp"
#include "projections/core/projector.hpp"
#include "tests/support/database.hpp"
#include "tests/support/patience.hpp"

namespace atelier::test {

/// Collects what a projector says.
class RecordedLive : public eventstore::LiveSender {
public:
    void begin(std::vector<eventstore::LiveMessage> messages) override {
        begun_ = std::move(messages);
    }
    void finish() override {
        for (auto& message : begun_) {
            if (message.topic == projections::switched_topic) {
                said_before_notice = static_cast<std::int64_t>(said.size());
            } else {
                said.push_back(std::move(message));
            }
        }
        begun_.clear();
    }
    std::vector<eventstore::LiveMessage> said;
    /// How many of them came before nodes were last told to compare what they hold; -1 before that.
    std::atomic<std::int64_t> said_before_notice = -1;

private:
    std::vector<eventstore::LiveMessage> begun_;
};

inline crypto::MasterKey test_master_key() {
    return crypto::MasterKey::from_text(std::string(64, 'a')).value();
}

/// A database with an engine that has made one person, workspace and project, and can do things at
/// random.
class Playground {
public:
    Playground() : engine_(options(database.service_url()), test_master_key()) {
        user = UserId{engine_.ids.next(crypto::system_now())};
        workspace = WorkspaceId{engine_.ids.next(crypto::system_now())};
        project = ProjectId{engine_.ids.next(crypto::system_now())};
        run(commands::RegisterUser{user, "mara@example.org", "Mara"}, {engine_.keys.create(user)});
        run(commands::CreateWorkspace{workspace, {"Harbour"}, {}});
        run(commands::CreateProject{workspace, project, {"Ferry"}, {}, {}});
    }

    template <class Command>
    commands::Outcome run(Command command, std::vector<eventstore::Secret> secrets = {}) {
        return run_as(user, std::move(command), std::move(secrets));
    }

    template <class Command>
    commands::Outcome run_as(UserId who, Command command,
                             std::vector<eventstore::Secret> secrets = {}) {
        std::promise<commands::Outcome> promise;
        auto outcome = promise.get_future();
        commands::Caller caller;
        caller.user = who;
        engine_.handler.run(
            std::move(command),
            [](commands::Scene const&, commands::Context const&) { return std::string{"x"}; },
            caller, [&promise](commands::Outcome done) { promise.set_value(std::move(done)); },
            std::move(secrets));
        return outcome.get();
    }

    /// `count` commands on tasks, timers, the project and its workflow, the same ones for the same
    /// seed.
    void play(int count, unsigned seed) {
        std::mt19937 random{seed};
        auto const any_task = [&] { return tasks[random() % tasks.size()]; };
        for (int i = 0; i < count; ++i) {
            auto const what = tasks.empty() ? 0 : random() % 13;
            if (what <= 1) {
                tasks.push_back(TaskId{engine_.ids.next(crypto::system_now())});
                run(commands::CreateTask{
                    project, tasks.back(), {"Task " + std::to_string(i)}, {}, {}, {}, {}, {}, {}});
            } else if (what == 2) {
                run(commands::MoveTask{any_task(), any_status(random()), {}, {}});
            } else if (what == 3) {
                commands::EditTask edit{any_task(), {}, {}, {}, {}, {}, {}};
                edit.title = {decltype(edit.title)::Kind::set, {"Title " + std::to_string(i)}};
                edit.assignees = {decltype(edit.assignees)::Kind::set, {user}};
                run(edit);
            } else if (what == 4) {
                run(commands::DeleteTask{any_task()});
            } else if (what == 5) {
                run(commands::StartTimer{any_task(), {}, {}, {}});
            } else if (what == 6) {
                run(commands::StopTimer{workspace});
            } else if (what == 7) {
                run(commands::PauseTimer{workspace});
            } else if (what == 8) {
                run(commands::ResumeTimer{workspace});
            } else if (what == 9) {
                keep_time(any_task(), random());
            } else if (what == 10) {
                change_labels(any_task(), random());
            } else if (what == 11) {
                change_workflow(random());
            } else {
                change_project(random());
            }
        }
    }

    /// An hour of the past, or none more for the one that was written down last.
    void keep_time(TaskId task, unsigned random) {
        if (random % 3 == 0 && !entries.empty()) {
            run(commands::DeleteTimeEntry{entries.back()});
            entries.pop_back();
            return;
        }
        constexpr std::int64_t hour = 3'600'000;
        Timestamp const start{now().milliseconds - (2 + random % 10'000) * hour};
        entries.push_back(TimeEntryId{engine_.ids.next(crypto::system_now())});
        run(commands::AddTimeEntry{task, entries.back(), start, {}, 3'600, {}, {}});
    }

    template <class AnyId>
    AnyId fresh_id() {
        return AnyId{engine_.ids.next(crypto::system_now())};
    }

    /// A new label on a task, or one that is deleted with whatever has it.
    void change_labels(TaskId task, unsigned random) {
        auto const known = project_state().labels;
        if (known.size() > 2)
            return (void)run(commands::DeleteLabel{project, known[random % 3].id});
        auto const label = fresh_id<LabelId>();
        run(commands::CreateLabel{project, label, {to_text(label)}, "#123456"});
        commands::EditTask edit{task, {}, {}, {}, {}, {}, {}};
        edit.labels = {decltype(edit.labels)::Kind::set, {label}};
        run(edit);
    }

    /// A new status, or one that is moved, or deleted with its tasks going to the next.
    void change_workflow(unsigned random) {
        auto const known = project_state().statuses;
        auto const one = known[random % known.size()].id;
        auto const next = known[(random + 1) % known.size()].id;
        auto const status = fresh_id<StatusId>();
        if (known.size() < 4) {
            run(commands::CreateStatus{
                project, status, {to_text(status)}, project::StatusCategory::doing, {}, 3});
        } else if (random % 3 == 0) {
            run(commands::MoveStatus{project, one, {}, next});
        } else {
            run(commands::DeleteStatus{project, one, next});
        }
    }

    void change_project(unsigned random) {
        auto const role = random % 2 == 0 ? ProjectRole::lead : ProjectRole::viewer;
        commands::EditProject edit{project, {}, {}, {}, {}, {}, {}, {}};
        edit.key = {decltype(edit.key)::Kind::set, "K" + std::to_string(random % 1000)};
        edit.start_date = {Patch<Date>::Kind::set, Date{static_cast<std::int32_t>(random % 999)}};
        switch (random % 5) {
            case 0:
                return (void)run(std::move(edit));
            case 1:
                return (void)run(commands::AddProjectMember{project, {}, user, role});
            case 2:
                return (void)run(commands::ChangeProjectMemberRole{project, user, role});
            case 3:
                run(commands::DeleteProject{project});
                return (void)run(commands::RestoreProject{project});
            default:
                run(commands::ArchiveProject{project});
                return (void)run(commands::UnarchiveProject{project});
        }
    }

    project::State project_state() {
        return std::get<project::State>(*engine_.cache.find(stream_of(project))->state);
    }

    StatusId any_status(unsigned random) {
        auto const state = project_state();
        return state.statuses[random % state.statuses.size()].id;
    }

    eventstore::Position head() {
        eventstore::Connection connection{database.service_url()};
        return eventstore::read_head(connection);
    }

    /// Every row of every read model, as one text a table.
    std::map<std::string, std::string> rows() {
        eventstore::Connection connection{database.service_url()};
        std::map<std::string, std::string> all;
        for (auto const& model : projections::make_projections(engine_.keys)) {
            for (auto* table : model->tables()) {
                auto const name = std::string{model->name()} + "." + table->shape().name;
                auto const found = connection.execute(
                    "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from " +
                    name + " t");
                all[name] = found.string(0, 0);
            }
        }
        return all;
    }

    /// Nothing is left of the read models, nor of how far they were.
    void forget_rows() {
        eventstore::Connection owner{database.owner_url()};
        owner.execute("delete from projection.checkpoints; delete from projection.topics");
        for (auto const& model : projections::make_projections(engine_.keys))
            owner.execute("drop schema " + std::string{model->name()} + " cascade");
    }

    /// Adds an event to a task's stream that no read model can decode; says which position it has.
    eventstore::Position append_unreadable(TaskId task) {
        auto const stream = stream_of(task);
        eventstore::Connection owner{database.owner_url()};
        auto const version =
            owner
                .execute("select version from log.streams where stream = '" + to_text(stream) + "'")
                .integer(0, 0);
        eventstore::AppendRequest bad;
        bad.guards.push_back({stream, version});
        bad.events.push_back({fresh_id<EventId>(), stream, version + 1, workspace, "TaskMoved", 99,
                              "{}",
                              R"({"command":"x","command_id":")" + to_text(user) +
                                  R"(","correlation_id":")" + to_text(user) + R"("})"});
        std::promise<eventstore::AppendOutcome> promise;
        engine_.appender.submit(
            bad, [&](eventstore::AppendOutcome outcome) { promise.set_value(outcome); });
        return std::get<eventstore::Appended>(promise.get_future().get()).position;
    }

    /// What commands take for the present.
    Timestamp now() const { return {crypto::system_now().milliseconds + clock_ahead_}; }
    void put_clock_forward(std::int64_t milliseconds) { clock_ahead_ += milliseconds; }

    TestDatabase database;
    UserId user;
    WorkspaceId workspace;
    ProjectId project;
    std::vector<TaskId> tasks;
    std::vector<TimeEntryId> entries;

    commands::Engine& engine() { return engine_; }

private:
    commands::Engine::Options options(std::string const& url) {
        commands::Engine::Options made;
        made.database_url = url;
        made.now = [this] { return now(); };
        made.find_neighbour = [](eventstore::Connection&, commands::NeighbourLookup const&) {
            return std::optional<TaskId>{};
        };
        made.find_tasks = [](eventstore::Connection& connection,
                             commands::TasksLookup const& lookup) {
            auto found =
                projections::board::find_tasks(connection, lookup.project, lookup.status, 1'000);
            return commands::TasksFound{std::move(found.tasks), found.as_of};
        };
        return made;
    }

    std::atomic<std::int64_t> clock_ahead_ = 0;
    commands::Engine engine_;
};

inline bool within(std::chrono::seconds time, std::function<bool()> const& holds) {
    auto const deadline = std::chrono::steady_clock::now() + patience(time);
    while (std::chrono::steady_clock::now() < deadline) {
        if (holds()) return true;
    }
    return holds();
}

/// A projector over the log itself, with what it said.
struct Projecting {
    explicit Projecting(Playground& playground)
        : Projecting(playground,
                     std::make_unique<eventstore::LogSource>(playground.database.service_url(),
                                                             playground.engine().signal)) {}

    Projecting(Playground& playground, std::unique_ptr<eventstore::EventSource> source,
               std::unique_ptr<RecordedLive> sender = std::make_unique<RecordedLive>())
        : sender_(std::move(sender)),
          live(*sender_),
          watermarks(playground.database.service_url()),
          projector({playground.database.service_url(), false}, std::move(source), live,
                    projections::make_projections(playground.engine().keys), watermarks) {
        projector.start();
    }

    /// Waits until a position is in every read model; false when it takes longer than ten seconds.
    bool reaches(eventstore::Position position) {
        std::promise<bool> promise;
        auto level = promise.get_future();
        watermarks.when("timer", position, std::chrono::seconds{10},
                        [&promise](bool is) { promise.set_value(is); });
        return level.get();
    }

private:
    std::unique_ptr<RecordedLive> sender_;

public:
    RecordedLive& live;
    projections::Watermarks watermarks;
    projections::Projector projector;
};

/// A playground where that much was played, and a projector that is level.
struct Followed {
    Followed(int count, unsigned seed) {
        playground.play(count, seed);
        REQUIRE(projecting.reaches(playground.head()));
    }

    Playground playground;
    Projecting projecting{playground};
};

}  // namespace atelier::test
