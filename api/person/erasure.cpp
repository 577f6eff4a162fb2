#include "api/person/erasure.hpp"

#include <algorithm>
#include <future>

#include "api/auth/password.hpp"
#include "api/auth/sessions.hpp"
#include "api/person/memberships.hpp"
#include "api/person/stored_user.hpp"
#include "commands/session/open_sessions.hpp"
#include "commands/user/erase_person.hpp"
#include "eventstore/log/housekeeper.hpp"
#include "eventstore/log/read_states.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using eventstore::Connection;
using eventstore::Secret;

/// What is overwritten in the append itself: from its commit on the key exists nowhere.
std::vector<Secret> last_secrets(ErasePerson const& command) {
    auto const now = crypto::system_now();
    auto const user = to_text(command.user);
    std::vector<Secret> secrets{{eventstore::person_key_kind, user, ""},
                                {password_kind, user, ""},
                                Sessions::erasure_secret(command.user, now)};
    for (auto const& session : command.sessions) {
        for (auto& secret : Sessions::revocation_secrets(session, now))
            secrets.push_back(std::move(secret));
    }
    return secrets;
}

Outcome run(Engine& engine, ErasePerson command, Caller const& by) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    auto outcome = promise->get_future();
    auto info = command_info(static_cast<ErasePerson const*>(nullptr));
    if (!by.user) info.permission = Permission::system;
    auto const target = target_of(command);
    auto secrets = last_secrets(command);
    engine.handler.run(
        Execution{info, target,
                  [command = std::move(command)](Scene const& scene, Context const& context) {
                      return decide(command, scene, context);
                  },
                  [](Scene const&, Context const&) { return std::string{}; }, by,
                  std::move(secrets)},
        [promise](Outcome one) { promise->set_value(std::move(one)); });
    return outcome.get();
}

}  // namespace

std::optional<ErasurePlan> plan_erasure(Engine& engine, Connection& connection, UserId user) {
    if (!engine.keys.has(user)) engine.keys.load(connection, user);
    auto const stored = stored_user(engine.keys, connection, user);
    if (!stored.exists && !stored.erased) return std::nullopt;
    auto const memberships = memberships_of(connection, user);
    ErasurePlan plan{user, stored.erased,    stored.view.email, stored.view.name, {},
                     {},   memberships.as_of};
    for (auto const& id : memberships.workspaces) {
        auto state = read_state<workspace::State>(connection, stream_of(id));
        if (!state.role_of(user)) continue;
        bool const is_alone = state.members.size() == 1;
        plan.places.push_back({id, std::move(state), is_alone});
    }
    auto const sessions = connection.run(sql::session_list_claimed, open_sessions_scope(user));
    for (std::size_t row = 0; row < sessions.size(); ++row) {
        if (auto const id = SessionId::from_text(sessions.text(row, 0)))
            plan.sessions.push_back(*id);
    }
    return plan;
}

Outcome erase(Engine& engine, Connection& connection, ErasurePlan const& plan, Caller by,
              bool hands_over) {
    // Sealed by the key that goes, it would be unreadable at once; and a repeat needs no answer.
    by.origin.reset();
    by.idempotency_key.reset();
    by.if_match.reset();
    ErasePerson command{plan.user, {}, plan.sessions, {}, hands_over};
    for (auto const& place : plan.places) command.workspaces.push_back(place.id);
    if (!plan.is_erased) command.email_claim = engine.handler.email_index(plan.email);
    auto outcome = run(engine, command, by);
    auto const* done = std::get_if<Done>(&outcome);
    if (!done) return outcome;
    // Whoever was quicker to add them: from the append on nobody can.
    auto const position = done->position;
    auto late = memberships_between(connection, plan.user, plan.as_of, position);
    auto const left = connection.run(sql::session_list_claimed, open_sessions_scope(plan.user));
    if (!late.empty() || !left.empty()) {
        std::vector<SessionId> sessions;
        for (std::size_t row = 0; row < left.size(); ++row) {
            if (auto const id = SessionId::from_text(left.text(row, 0))) sessions.push_back(*id);
        }
        auto again = run(engine, ErasePerson{plan.user, late, sessions, {}, true}, by);
        if (!std::holds_alternative<Done>(again)) return again;
    }
    engine.keys.forget(plan.user);
    eventstore::forget_erased(connection, {plan.user});
    return outcome;
}

}  // namespace atelier::api
