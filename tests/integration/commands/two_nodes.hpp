#pragma once

#include <doctest/doctest.h>

#include <future>

#include "commands/core/engine.hpp"
#include "commands/project/create_project.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/delete_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/user/register_user.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "commands/workspace/remove_member.hpp"
#include "eventstore/log/reader.hpp"
#include "tests/support/database.hpp"

namespace atelier::test {

using namespace commands;

Uuid new_uuid();

template <class AnyId>
AnyId new_id() {
    return AnyId{new_uuid()};
}

/// A node: everything of its own but the database.
class Node {
public:
    /// Called between a decision and its append, where another node may come in between.
    using Between = std::function<void()>;

    explicit Node(std::string const& url, NeighbourFinder find_neighbour = {});

    template <class Command>
    std::future<Outcome> submit(Command command, Caller caller, Between between = {},
                                std::vector<eventstore::Secret> secrets = {}) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        auto future = promise->get_future();
        engine.handler.run(
            std::move(command),
            [between](Scene const&, Context const& context) {
                if (between) between();
                return "answer of " + to_text(context.command);
            },
            std::move(caller),
            [promise](Outcome outcome) { promise->set_value(std::move(outcome)); },
            std::move(secrets));
        return future;
    }

    template <class Command>
    Outcome run(Command command, UserId who, Between between = {}) {
        Caller caller;
        caller.user = who;
        return submit(std::move(command), std::move(caller), std::move(between)).get();
    }

    template <class Command>
    Outcome run(Command command, Caller caller) {
        return submit(std::move(command), std::move(caller)).get();
    }

    std::future<Outcome> submit_registration(UserId user, std::string const& email);

    Engine engine;
};

/// Two nodes on one database, with a workspace of Olga's in which Mia is a member, and a project in
/// it. Stan has an account. Both nodes have all of it in memory.
struct TwoNodes {
    TwoNodes();

    /// A new task at the bottom of the first column, made on the first node.
    TaskId make_task();
    eventstore::VersionedState state_of(StreamId const& stream);
    template <class State>
    State state(StreamId const& stream) {
        return std::get<State>(*state_of(stream).state);
    }
    std::vector<eventstore::RecordedEvent> events_of(StreamId const& stream);
    /// What the second node knows of everything is up to date.
    void warm_up_other();

    TestDatabase database;
    eventstore::Connection owner{database.owner_url()};
    /// What the read model would say of the card next to a place.
    std::optional<TaskId> hint;
    Node one;
    Node other;
    UserId const olga = new_id<UserId>();
    UserId const mia = new_id<UserId>();
    UserId const stan = new_id<UserId>();
    WorkspaceId const workspace = new_id<WorkspaceId>();
    ProjectId const project = new_id<ProjectId>();
    std::vector<StatusId> columns;
};

CreateTask task_titled(ProjectId project, TaskId task, std::string title);
/// An edit of the title, and of nothing else.
EditTask renaming(TaskId task, std::string title);
AddMember adding(WorkspaceId workspace, std::string email,
                 WorkspaceRole role = WorkspaceRole::member);

Caller calling(UserId who, std::string idempotency_key, std::string request_hash = "hash");
Caller calling_if(UserId who, std::int64_t version);

inline bool is_done(Outcome const& outcome) { return std::holds_alternative<Done>(outcome); }
Done done(Outcome const& outcome);
bool is_rejected(Outcome const& outcome, RejectionCode code);

}  // namespace atelier::test
