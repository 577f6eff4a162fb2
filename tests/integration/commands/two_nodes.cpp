#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {
namespace {

using eventstore::VersionedState;

crypto::MasterKey master() { return crypto::MasterKey::from_text(std::string(64, '7')).value(); }

Engine::Options options_of(std::string const& url, NeighbourFinder find_neighbour) {
    Engine::Options options;
    options.database_url = url;
    options.database_threads = 2;
    options.cached_states = 10'000;
    options.find_neighbour = std::move(find_neighbour);
    return options;
}

}  // namespace

Uuid new_uuid() {
    static crypto::UuidGenerator generator;
    return generator.next(crypto::system_now());
}

Node::Node(std::string const& url, NeighbourFinder find_neighbour)
    : engine(options_of(url, std::move(find_neighbour)), master()) {}

std::future<Outcome> Node::submit_registration(UserId user, std::string const& email) {
    auto secret = engine.keys.create(user);
    return submit(RegisterUser{user, email, "Somebody"}, Caller{}, {}, {std::move(secret)});
}

TwoNodes::TwoNodes()
    : one(database.service_url(), [this](auto&, auto const&) { return hint; }),
      other(database.service_url(), [this](auto&, auto const&) { return hint; }) {
    for (auto const& [user, email] : {std::pair{olga, "olga@example.org"},
                                      {mia, "mia@example.org"},
                                      {stan, "stan@example.org"}}) {
        REQUIRE(is_done(one.submit_registration(user, email).get()));
    }
    REQUIRE(is_done(one.run(CreateWorkspace{workspace, {"Harbour"}, {}}, olga)));
    REQUIRE(is_done(one.run(adding(workspace, "mia@example.org"), olga)));
    REQUIRE(is_done(one.run(CreateProject{workspace, project, {"Harbour app"}, {}, {}}, olga)));
    for (auto const& status : state<project::State>(stream_of(project)).statuses)
        columns.push_back(status.id);
    warm_up_other();
}

TaskId TwoNodes::make_task() {
    auto const task = new_id<TaskId>();
    REQUIRE(is_done(one.run(task_titled(project, task, "Paint"), olga)));
    return task;
}

void TwoNodes::warm_up_other() {
    auto const task = new_id<TaskId>();
    REQUIRE(is_done(other.run(task_titled(project, task, "Warm up"), mia)));
    REQUIRE(is_done(other.run(DeleteTask{task}, mia)));
}

VersionedState TwoNodes::state_of(StreamId const& stream) {
    VersionedState state{0, std::make_shared<AnyState const>(initial_state(stream.kind))};
    for (auto const& event : events_of(stream)) {
        state = {event.version,
                 std::make_shared<AnyState const>(evolve_any(*state.state, event.event))};
    }
    return state;
}

std::vector<eventstore::RecordedEvent> TwoNodes::events_of(StreamId const& stream) {
    std::vector<eventstore::RecordedEvent> events;
    for (auto const& raw : eventstore::read_streams(owner, {{stream, 0}}))
        events.push_back(eventstore::decode(raw));
    return events;
}

CreateTask task_titled(ProjectId project, TaskId task, std::string title) {
    return {project, task, {std::move(title)}, {}, {}, {}, {}, {}, {}};
}

EditTask renaming(TaskId task, std::string title) {
    return {task, {Patch<Text<1, 500>>::Kind::set, {std::move(title)}}, {}, {}, {}, {}, {}};
}

AddMember adding(WorkspaceId workspace, std::string email, WorkspaceRole role) {
    return {workspace, {{std::move(email)}}, role};
}

Caller calling(UserId who, std::string idempotency_key, std::string request_hash) {
    Caller caller;
    caller.user = who;
    caller.idempotency_key = std::move(idempotency_key);
    caller.request_hash = std::move(request_hash);
    return caller;
}

Caller calling_if(UserId who, std::int64_t version) {
    Caller caller;
    caller.user = who;
    caller.if_match = version;
    return caller;
}

Done done(Outcome const& outcome) {
    if (auto const* rejection = std::get_if<Rejection>(&outcome))
        FAIL("rejected: " << rejection->message);
    REQUIRE(is_done(outcome));
    return std::get<Done>(outcome);
}

bool is_rejected(Outcome const& outcome, RejectionCode code) {
    auto const* rejection = std::get_if<Rejection>(&outcome);
    return rejection && rejection->code == code;
}

}  // namespace atelier::test
