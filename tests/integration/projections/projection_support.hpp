#pragma once

#include <doctest/doctest.h>

#include <future>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "commands/core/engine.hpp"
#include "commands/project/create_project.hpp"
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
#include "commands/workspace/create_workspace.hpp"
#include "eventstore/log/reader.hpp"
#include "eventstore/source/log_source.hpp"
#include "projections/board/neighbours.hpp"
#include "projections/core/projector.hpp"
#include "tests/support/database.hpp"

namespace atelier::test {

/// Collects what a projector says.
class RecordedLive final : public eventstore::LiveSender {
public:
    void begin(std::vector<eventstore::LiveMessage> messages) override {
        begun_ = std::move(messages);
    }
    void finish() override {
        for (auto& message : begun_) said.push_back(std::move(message));
        begun_.clear();
    }
    std::vector<eventstore::LiveMessage> said;

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

    /// `count` commands on tasks and timers, the same ones for the same seed.
    void play(int count, unsigned seed) {
        std::mt19937 random{seed};
        auto const any_task = [&] { return tasks[random() % tasks.size()]; };
        for (int i = 0; i < count; ++i) {
            auto const what = tasks.empty() ? 0 : random() % 10;
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
            } else {
                keep_time(any_task(), random());
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

    StatusId any_status(unsigned random) {
        auto const state = std::get<project::State>(*engine_.cache.find(stream_of(project))->state);
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
        return made;
    }

    std::atomic<std::int64_t> clock_ahead_ = 0;
    commands::Engine engine_;
};

/// A projector over the log itself, with what it said.
struct Projecting {
    explicit Projecting(Playground& playground)
        : watermarks(playground.database.service_url()),
          projector({playground.database.service_url(), false},
                    std::make_unique<eventstore::LogSource>(playground.database.service_url(),
                                                            playground.engine().signal),
                    live, projections::make_projections(playground.engine().keys), watermarks) {
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

    RecordedLive live;
    projections::Watermarks watermarks;
    projections::Projector projector;
};

}  // namespace atelier::test
