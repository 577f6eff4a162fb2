#include "eventstore/log/turn.hpp"

#include "eventstore/log/append_outcome.hpp"
#include "eventstore/log/append_parameters.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {

Turn::Turn(std::string url, LogSignal& signal)
    : connection_(std::move(url), Connection::Plans::indexed),
      signal_(signal),
      transaction_(connection_) {
    connection_.run(sql::log_hold_head);
}

AppendOutcome Turn::append(AppendRequest const& request) {
    auto const call = append_alone(request);
    auto const rows = connection_.run_prepared(call.query, call.parameters);
    auto outcome = append_outcome(rows, 0);
    auto const* appended = std::get_if<Appended>(&outcome);
    if (!appended) return outcome;
    try {
        transaction_.commit();
    } catch (DatabaseError const& error) {
        return Unavailable{error.what(), error.state().empty()};
    }
    signal_.appended(appended->position);
    return outcome;
}

}  // namespace atelier::eventstore
