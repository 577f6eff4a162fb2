#include "tests/integration/cli/small_log.hpp"

#include <future>

#include "commands/project/create_project.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/user/register_user.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/create_workspace.hpp"

namespace atelier::test {
namespace {

using namespace commands;

/// Runs a command as somebody at 192.0.2.7, and throws unless it was done.
template <class Command>
void run(Engine& engine, std::optional<UserId> user, Command command,
         std::vector<eventstore::Secret> secrets = {}) {
    Caller caller;
    caller.user = user;
    if (user) caller.origin = eventstore::Origin{"192.0.2.7", "test"};
    std::promise<Outcome> answered;
    engine.handler.run(
        std::move(command), [](Scene const&, Context const&) { return std::string{}; }, caller,
        [&answered](Outcome outcome) { answered.set_value(std::move(outcome)); },
        std::move(secrets));
    auto const outcome = answered.get_future().get();
    if (auto const* no = std::get_if<Rejection>(&outcome)) throw std::runtime_error(no->message);
    if (!std::holds_alternative<Done>(outcome)) throw std::runtime_error("a command was not done");
}

template <class AnyId>
AnyId new_id(Engine& engine) {
    return AnyId{engine.handler.new_command_id().uuid};
}

UserId add_person(Engine& engine, std::string const& email, std::string const& name) {
    auto const id = new_id<UserId>(engine);
    run(engine, {}, RegisterUser{id, email, name}, {engine.keys.create(id)});
    return id;
}

}  // namespace

SmallLog::SmallLog()
    : key(crypto::MasterKey::from_text(std::string(64, 'b')).value()),
      connection(database.service_url()) {
    Engine::Options options;
    options.database_url = database.service_url();
    options.database_threads = 1;
    Engine engine{std::move(options), key};
    write(engine);
}

void SmallLog::write(Engine& engine) {
    mara = add_person(engine, "Mara@harbour.example", "Mara Lindqvist");
    jonas = add_person(engine, "jonas@harbour.example", "Jonas Brandt");
    workspace = new_id<WorkspaceId>(engine);
    project = new_id<ProjectId>(engine);
    task = new_id<TaskId>(engine);
    run(engine, mara, CreateWorkspace{workspace, {"Harbour"}, "harbour"});
    run(engine, mara, AddMember{workspace, {{"jonas@harbour.example"}}, WorkspaceRole::member});
    run(engine, mara, CreateProject{workspace, project, {"Skerry"}, "SKY", {}});
    CreateTask create{};
    create.project = project;
    create.task = task;
    create.title = {"Paint the hull"};
    run(engine, mara, create);
    EditTask edit{};
    edit.task = task;
    edit.priority = {Patch<task::Priority>::Kind::set, task::Priority::high};
    run(engine, mara, edit);
    auto const state = engine.cache.find(stream_of(project));
    auto const& columns = std::get<project::State>(*state->state).statuses;
    run(engine, jonas, MoveTask{task, columns.back().id, {}, {}});
}

std::vector<std::string> SmallLog::replayed(tools::Replay const& replay) {
    eventstore::KeyRing keys{key, database.service_url()};
    std::vector<std::string> lines;
    tools::replay(replay, connection, keys,
                  [&lines](std::string const& line) { lines.push_back(line); });
    return lines;
}

}  // namespace atelier::test
