#include "commands/core/handler_run.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::commands {

using namespace eventstore;

AppendRequest Handler::request_of(Run& run, Decided const& decided, Scene& after) {
    auto const& caller = run.execution.caller;
    AppendRequest request;
    for (auto const& stream : run.scene.looked_at()) {
        request.guards.push_back({stream, run.scene.versioned(stream).version});
    }
    for (auto const& [lookup, found] : run.scene.tasks_looked_at()) {
        request.quiet.push_back({run.scene.project(lookup.project).workspace, found.as_of});
    }
    for (auto const& one : decided.claims) request.claims.push_back(one.claim);
    Metadata metadata;
    metadata.actor = caller.user;
    metadata.command = run.execution.info.name;
    metadata.command_id = metadata.correlation_id = run.context.command;
    metadata.request_id = caller.request_id;
    metadata.traceparent = caller.traceparent;
    if (caller.user && caller.origin) {
        metadata.origin = {*caller.user,
                           Sealed{parts_.keys.seal(*caller.user, codec::to_json(*caller.origin))}};
    }
    run.after.clear();
    for (auto const& one : decided.events) {
        auto& state =
            run.after.try_emplace(one.stream, run.scene.versioned(one.stream)).first->second;
        auto sealed = one.event;
        seal_personal(sealed, parts_.keys.sealer());
        auto encoded = encode(sealed);
        metadata.occurred_at = one.occurred_at;
        metadata.causation_id = one.undoes;
        state = {state.version + 1,
                 std::make_shared<AnyState const>(evolve_any(*state.state, sealed))};
        EventId const id{parts_.ids.next(run.context.now)};
        request.events.push_back({id, one.stream, state.version, WorkspaceId{},
                                  std::move(encoded.type), encoded.schema_version,
                                  std::move(encoded.data), encode(metadata)});
        if (after.has_history(one.stream)) {
            after.add_to_history({0, id, one.stream, state.version, WorkspaceId{},
                                  std::move(sealed), metadata, run.context.now});
        }
    }
    for (auto const& [stream, state] : run.after) after.put(stream, state);
    return request;
}

namespace {

/// The workspace that a stream belongs to; nil for people and their sessions.
WorkspaceId workspace_of(Scene const& scene, StreamId const& stream) {
    switch (stream.kind) {
        case StreamKind::workspace:
            return WorkspaceId{stream.id};
        case StreamKind::project:
            return scene.project(ProjectId{stream.id}).workspace;
        case StreamKind::task:
            return scene.project(scene.task(TaskId{stream.id}).project).workspace;
        case StreamKind::timer:
            return scene.timer(TimerId{stream.id}).workspace;
        case StreamKind::time_entry:
            return scene.time_entry(TimeEntryId{stream.id}).workspace;
        case StreamKind::user:
        case StreamKind::session:
            return WorkspaceId{};
    }
    return WorkspaceId{};
}

}  // namespace

void Handler::decided(RunPointer run, Decided decided) {
    if (++run->appends > attempts) return run->done(too_contended());
    Scene after = run->scene;
    // What the decision did not look at is not guarded.
    after.read_from(nullptr);
    after.number_from(nullptr);
    AppendRequest request;
    try {
        request = request_of(*run, decided, after);
    } catch (KeyGone const&) {
        return key_gone(std::move(run));
    }
    for (auto& event : request.events) event.workspace = workspace_of(after, event.stream);
    for (auto const& event : request.events) {
        if (event.data.size() + event.metadata.size() > bytes_per_event) {
            return run->done(invalid("", "is too large to be kept"));
        }
    }
    run->claims = std::move(decided.claims);
    run->answer = run->execution.answer(after, run->context);
    if (!request.events.empty()) request.secrets = run->execution.secrets;
    auto const& caller = run->execution.caller;
    if (caller.idempotency_key) {
        request.answer =
            Answer{answer_scope(caller), *caller.idempotency_key, caller.request_hash, run->answer};
    }
    if (run->turn) return appended(run, run->turn->log.append(request));
    parts_.appender.submit(std::move(request), [this, run](AppendOutcome outcome) {
        appended(run, std::move(outcome));
    });
}

/// Erased while the command was on its way: the present states say so, and where they allow it
/// nevertheless it is decided again.
void Handler::key_gone(RunPointer run) { refresh(std::move(run)); }

bool Handler::is_its_turn(Run const& run) { return run.appends >= races && !run.turn; }

void Handler::take_turn(RunPointer run) {
    on_pool(run, [this, run](Connection& connection) {
        OwnTurn turn{run->turn, connection, parts_.appender};
        refresh(run);
    });
}

void Handler::appended(RunPointer run, AppendOutcome outcome) {
    std::visit(
        Overloaded{
            [&](Appended const& done) {
                auto const target = run->execution.target;
                auto const written = run->after.find(target);
                auto const version = written != run->after.end() ? written->second.version
                                                                 : run->scene.version(target);
                for (auto& [stream, state] : run->after) parts_.cache.put(stream, std::move(state));
                run->done(Done{std::move(run->answer), done.position, version, false});
            },
            [&](Conflict const&) {
                if (is_its_turn(*run)) return take_turn(run);
                refresh(run);
            },
            [&](ClaimTaken const& taken) {
                for (auto const& one : run->claims) {
                    if (one.claim.scope != taken.scope || one.claim.key != taken.key) continue;
                    if (one.if_taken) return run->done(*one.if_taken);
                }
                if (taken.scope.starts_with(number_scope)) {
                    // What the log says is newer than what this node remembers, and as
                    // new as what the node has that won: who lost is not behind again.
                    run->number = numbers_.take_from(run->numbered, std::stoll(taken.last_key) + 1);
                }
                if (is_its_turn(*run)) return take_turn(run);
                run->scene = Scene{};
                attempt(run);
            },
            [&](Replayed& replayed) {
                run->done(Done{std::move(replayed.response), replayed.position, 0, true});
            },
            [&](KeyReused const&) { run->done(KeyReusedElsewhere{}); },
            [&](Unavailable const& away) { run->done(NotAvailable{away.reason}); },
        },
        outcome);
}

}  // namespace atelier::commands
