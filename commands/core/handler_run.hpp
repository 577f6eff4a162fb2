#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "commands/core/handler.hpp"

/// Between the two halves of the handler: what gathers and decides, and what appends.
namespace atelier::commands {

inline constexpr auto number_scope = "task_number:";

/// Whose repeats a kept answer is for.
inline std::string answer_scope(Caller const& caller) {
    return caller.user ? to_text(*caller.user) : "anonymous";
}

/// While a command has the log to itself: what it needs it gets at once, on its own thread.
struct Handler::OwnTurn {
    OwnTurn(OwnTurn*& place, eventstore::Connection& connection, eventstore::Appender& appender)
        : reading(connection), log(appender.take_turn()), place_(place) {
        place_ = this;
    }
    ~OwnTurn() { place_ = nullptr; }
    OwnTurn(OwnTurn const&) = delete;

    eventstore::Connection& reading;
    eventstore::Turn log;

private:
    OwnTurn*& place_;
};

/// One command on its way.
struct Handler::Run {
    Execution execution;
    Completion done;
    Context context;
    Scene scene;
    std::unordered_map<StreamId, eventstore::VersionedState>
        after;  // what the decision makes of the streams that it writes
    std::vector<DecidedClaim> claims;
    std::string answer;
    int appends = 0;                     // tried
    OwnTurn* turn = nullptr;             // since it has lost too often
    int steps = 0;                       // of gathering what decisions lack
    std::set<StreamId> refreshed;        // compared with the log for this command
    std::optional<std::int64_t> number;  // proposed for a new task, and not refused yet
    ProjectId numbered;                  // the project that it is of
    std::map<StreamId, std::shared_ptr<History const>> histories;  // read for this command so far
};

}  // namespace atelier::commands
