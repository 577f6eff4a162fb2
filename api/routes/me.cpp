#include "api/core/locale.hpp"
#include "api/core/query_route.hpp"
#include "api/core/time_zone_name.hpp"
#include "api/routes/identity.hpp"
#include "api/routes/routes.hpp"
#include "commands/user/edit_profile.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

/// None of them can be cleared.
struct ProfileBody {
    Patch<Text<1, 100>> name;
    Patch<TimeZoneName> time_zone;
    Patch<Locale> locale;
};
BOOST_DESCRIBE_STRUCT(ProfileBody, (), (name, time_zone, locale))

template <class T>
void refuse_clearing(std::optional<Rejection>& problem, Patch<T> const& patch, char const* path) {
    if (patch.kind == Patch<T>::Kind::clear) add_problem(problem, path, "cannot be cleared");
}

template <class T>
std::optional<std::string> wanted(Patch<T> const& patch) {
    return patch.is_set() ? std::optional{patch.value.value} : std::nullopt;
}

QueryResult read_me(Query& query) {
    auto const rows = query.connection.run(sql::directory_read_user, query.user());
    if (rows.empty()) {
        auto& engine = query.exchange.services.engine;
        // Just registered: the read model has not come that far.
        return QueryAnswer{
            codec::to_json(stored_user(engine.keys, query.connection, query.user()).view)};
    }
    return QueryAnswer{codec::to_json(UserView{query.user(), rows.string(0, 1), rows.string(0, 2),
                                               rows.string(0, 3), rows.string(0, 4)})};
}

void edit_me(Exchange arrived) {
    auto body = body_of<ProfileBody>(arrived);
    if (!body) return;
    std::optional<Rejection> problem;
    refuse_clearing(problem, body->name, "name");
    refuse_clearing(problem, body->time_zone, "time_zone");
    refuse_clearing(problem, body->locale, "locale");
    if (problem) return arrived.reply(failure(*problem, arrived.request.id));
    auto caller = caller_of(arrived);
    if (!caller) return arrived.reply(caller.error());
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    on_pool(exchange, [exchange, body = *body,
                       caller = *caller](eventstore::Connection& connection) {
        auto& engine = exchange->services.engine;
        auto const user = exchange->user();
        engine.keys.load(connection, user);
        auto view = stored_user(engine.keys, connection, user).view;
        EditProfile command{user, wanted(body.name), wanted(body.time_zone), wanted(body.locale)};
        if (command.name == view.name) command.name.reset();
        if (command.name) view.name = *command.name;
        auto answer = [view](Scene const& after, Context const&) {
            auto const& state = after.user(view.id);
            UserView const now{view.id, view.email, view.name, state.time_zone, state.locale};
            return answer_text(now, after.version(stream_of(view.id)));
        };
        engine.handler.run(std::move(command), std::move(answer), caller,
                           [exchange](Outcome outcome) {
                               exchange->reply(response_of(outcome, exchange->request.id));
                           });
    });
}

}  // namespace

Routes me_routes() {
    Routes routes;
    routes.push_back(get("/me", "Who you are", "Me", Permission::signed_in, "directory")
                         .answers<UserView>(&read_me));
    routes.push_back(identity_route<ProfileBody, UserView>(
        {"PATCH", "/me", "Change your name, time zone or locale", "Me", Permission::signed_in},
        &edit_me));
    return routes;
}

}  // namespace atelier::api
