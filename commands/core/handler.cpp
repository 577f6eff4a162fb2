#include "commands/core/handler_run.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "commands/core/email_index.hpp"
#include "domain/require.hpp"
#include "eventstore/database/read_surely.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::commands {
namespace {

using namespace eventstore;

/// A bound where only a bug would go on: every attempt needs a handful.
constexpr int step_limit = 5'000;

}  // namespace

Handler::Handler(Parts parts)
    : parts_(std::move(parts)), email_key_(email_index_key(parts_.keys.master())) {}

std::string Handler::email_index(std::string_view email) const {
    return commands::email_index(email_key_, email);
}

void Handler::run(Execution execution, Completion done) {
    if (auto const key = execution.caller.idempotency_key) {
        auto const scope = answer_scope(execution.caller);
        if (!running_keys_.begin(scope, *key)) return done(KeyInUse{});
        done = [this, scope, key = *key, done = std::move(done)](Outcome outcome) {
            running_keys_.end(scope, key);
            done(std::move(outcome));
        };
    }
    auto run = std::make_shared<Run>();
    run->context = {parts_.now(), execution.caller.user, new_command_id(),
                    [this](std::string_view email) { return email_index(email); }};
    run->execution = std::move(execution);
    // The run owns this function, which therefore must not own the run.
    run->done = [this, weak = std::weak_ptr{run}, done = std::move(done)](Outcome outcome) {
        auto const* kept = std::get_if<Done>(&outcome);
        auto const self = weak.lock();
        if (self && self->number && (!kept || kept->replayed)) {
            numbers_.give_back(self->numbered, *self->number);
        }
        done(std::move(outcome));
    };
    attempt(std::move(run));
}

void Handler::attempt(RunPointer run) {
    if (++run->steps > step_limit) return run->done(too_contended());
    auto const actor = run->execution.caller.user;
    if (actor && run->execution.caller.origin && !parts_.keys.has(*actor)) {
        return on_pool(run, [this, run, actor](Connection& connection) {
            parts_.keys.load(connection, *actor);
            // A person whose key is gone was erased: nothing is recorded of where the request came
            // from.
            if (!parts_.keys.has(*actor)) run->execution.caller.origin.reset();
            attempt(run);
        });
    }
    run->scene.read_from(
        [this, &run = *run](StreamId const& stream) { return remembered(run, stream); });
    run->scene.number_from([this, &run = *run](ProjectId project) {
        // Decided again, it keeps its number: with another, this one would be a gap.
        if (!run.number) {
            run.numbered = project;
            run.number = numbers_.take(project);
        }
        return run.number;
    });
    std::optional<Missing> missing;
    std::optional<Decision> decision;
    try {
        auto const& execution = run->execution;
        if (auto no = authorise(run->scene, execution.info, execution.target, actor)) {
            decision = std::unexpected(std::move(*no));
        } else if (auto const version = run->scene.version(execution.target);
                   execution.caller.if_match && *execution.caller.if_match != version) {
            decision = std::unexpected(version_mismatch(version));
        } else {
            decision = execution.decide(run->scene, run->context);
        }
    } catch (Missing& absent) {
        missing = std::move(absent);
    }
    if (missing) return fetch(run, std::move(*missing));
    if (!*decision) return rejected(run, std::move(decision->error()));
    decided(run, std::move(**decision));
}

std::optional<VersionedState> Handler::remembered(Run const& run, StreamId const& stream) {
    auto state = parts_.cache.find(stream);
    if (!state && stream == run.execution.fresh && !run.refreshed.contains(stream)) {
        state = empty_stream(stream);
    }
    return state;
}

bool Handler::fill_scene(Run& run, std::vector<StreamId> const& streams) {
    bool complete = true;
    for (auto const& stream : streams) {
        if (auto state = remembered(run, stream)) {
            run.scene.put(stream, std::move(*state));
        } else {
            complete = false;
        }
    }
    return complete;
}

void Handler::fetch(RunPointer run, Missing missing) {
    if (!missing.next_number && !missing.claim && !missing.neighbour && !missing.tasks &&
        !missing.history && fill_scene(*run, missing.streams)) {
        return attempt(run);
    }
    on_pool(run, [this, run, missing = std::move(missing)](Connection& connection) {
        load(connection, missing.streams);
        fill_scene(*run, missing.streams);
        if (missing.claim) {
            auto const rows =
                connection.run(sql::log_find_claim, missing.claim->scope, missing.claim->key);
            run->scene.put_claim(*missing.claim,
                                 rows.empty() ? std::nullopt : std::optional{rows.string(0, 0)});
        }
        if (missing.neighbour) {
            run->scene.put_neighbour(*missing.neighbour,
                                     parts_.find_neighbour(connection, *missing.neighbour));
        }
        if (missing.tasks) {
            run->scene.put_tasks(*missing.tasks, parts_.find_tasks(connection, *missing.tasks));
        }
        if (missing.history) read_history(connection, *run, *missing.history);
        if (missing.next_number) {
            auto const rows =
                connection.run(sql::log_last_claim, number_scope + to_text(*missing.next_number));
            auto const next = rows.is_null(0, 0) ? 1 : rows.integer(0, 0) + 1;
            run->number = numbers_.take_from(run->numbered, next);
            run->scene.put_next_number(*missing.next_number, *run->number);
        }
        attempt(run);
    });
}

void Handler::load(Connection& connection, std::vector<StreamId> const& streams) {
    std::vector<StreamTail> tails;
    std::unordered_map<StreamId, VersionedState> states;
    for (auto const& stream : streams) {
        auto known = parts_.cache.find(stream);
        auto& state = states[stream];
        state = known ? *known : empty_stream(stream);
        tails.push_back({stream, state.version});
    }
    for (auto const& raw : read_streams(connection, tails)) {
        auto& state = states.at(raw.stream);
        auto const event = decode(raw.type, raw.schema_version, raw.data);
        state = {raw.version, std::make_shared<AnyState const>(evolve_any(*state.state, event))};
    }
    for (auto& [stream, state] : states) parts_.cache.put(stream, std::move(state));
}

void Handler::read_history(Connection& connection, Run& run, StreamId const& stream) {
    auto const known = std::exchange(run.histories[stream], nullptr);
    auto history = known ? std::make_shared<History>(*known) : std::make_shared<History>();
    auto const after = static_cast<std::int64_t>(history->size());
    for (auto const& raw : read_streams(connection, {{stream, after}}))
        history->push_back(decode(raw));
    run.scene.put_history(stream, run.histories[stream] = std::move(history));
    // The state is brought up to the history; should it be ahead, the rest is read next time.
    load(connection, {stream});
    fill_scene(run, {stream});
}

void Handler::refresh(RunPointer run) {
    auto const& looked_at = run->scene.looked_at();
    on_pool(run, [this, run, streams = std::vector<StreamId>{looked_at.begin(), looked_at.end()}](
                     Connection& connection) {
        load(connection, streams);
        run->scene = Scene{};
        fill_scene(*run, streams);
        run->refreshed.insert(streams.begin(), streams.end());
        attempt(run);
    });
}

void Handler::on_pool(RunPointer run, std::function<void(Connection&)> job) {
    if (run->turn) return job(run->turn->reading);
    bool const taken = parts_.pool.post([run, job = std::move(job)](Connection& connection) {
        try {
            read_surely(connection, [&] { job(connection); });
        } catch (DatabaseError const& error) {
            run->done(NotAvailable{error.what()});
        } catch (UnreadableEvent const& error) {
            spdlog::error("a command needs a stream that cannot be read: {}", error.what());
            run->done(NotAvailable{"an event of the log is of a newer version than this node"});
        }
    });
    if (!taken) run->done(NotAvailable{"too many requests wait for the database"});
}

/// What was rejected on remembered states might be allowed by the present ones; and a repeated
/// command gets its first answer even where it would be refused by now.
void Handler::rejected(RunPointer run, Rejection rejection) {
    auto const& looked_at = run->scene.looked_at();
    if (!std::ranges::includes(run->refreshed, looked_at)) {
        return refresh(run);
    }
    if (!run->execution.caller.idempotency_key) return run->done(std::move(rejection));
    on_pool(run, [run, rejection = std::move(rejection)](Connection& connection) {
        auto const& caller = run->execution.caller;
        auto const rows =
            connection.run(sql::log_find_answer, answer_scope(caller), *caller.idempotency_key);
        if (rows.empty()) return run->done(rejection);
        if (rows.bytes(0, 0) != caller.request_hash) return run->done(KeyReusedElsewhere{});
        run->done(Done{rows.string(0, 1), rows.integer(0, 2), 0, true});
    });
}

}  // namespace atelier::commands
