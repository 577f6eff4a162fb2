#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "commands/core/authorise.hpp"
#include "commands/core/running_keys.hpp"
#include "commands/core/task_numbers.hpp"
#include "eventstore/cache/state_cache.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/database/pool.hpp"
#include "eventstore/keys/key_ring.hpp"
#include "eventstore/log/appender.hpp"

namespace atelier::commands {

/// Who asks, and how the request is told apart from its repeats.
struct Caller {
    std::optional<UserId> user;
    std::optional<eventstore::Origin> origin;
    std::optional<std::string> request_id;
    std::optional<std::string> traceparent;
    std::optional<std::string> idempotency_key;  ///< scoped to the caller by the handler
    std::string request_hash;
    std::optional<std::int64_t> if_match;
};

/// One command on its way. `answer` turns the scene as it will be into the text that the caller
/// gets and that is kept for repeats; it sees only what the decision looked at.
struct Execution {
    CommandInfo info;
    StreamId target{};
    std::function<Decision(Scene const&, Context const&)> decide;
    std::function<std::string(Scene const& after, Context const&)> answer;
    Caller caller;
    std::vector<eventstore::Secret> secrets;
    std::optional<StreamId> fresh{};  ///< of an id made for this command: empty, so not looked up
};

struct Done {
    std::string answer;
    eventstore::Position position;
    std::int64_t version;  ///< of the target; of a replayed answer the handler does not know it: 0
    bool replayed;
};
struct KeyReusedElsewhere {};
/// The first command under the key is still running on this node.
struct KeyInUse {};
struct NotAvailable {
    std::string reason;
};
using Outcome = std::variant<Done, Rejection, KeyReusedElsewhere, KeyInUse, NotAvailable>;
using Completion = std::function<void(Outcome)>;

/// What the handler asks of read models; blocking, called on a thread of the pool.
using NeighbourFinder =
    std::function<std::optional<TaskId>(eventstore::Connection&, NeighbourLookup const&)>;
using TasksFinder = std::function<TasksFound(eventstore::Connection&, TasksLookup const&)>;

/// Takes a command from its scene to the log: load → authorise → decide → append, and again when
/// something that the decision looked at has changed meanwhile. The only code that touches the
/// store for commands. Thread-safe; `run` blocks no longer than `Appender::submit` does, and
/// completes on the caller's thread, one of the pool's or the appender's.
class Handler {
public:
    /// How often others may be quicker before a command gets its turn: then it is decided while
    /// nobody else appends (ADR 25). Of two nodes that make tasks of one project as fast as they
    /// can, each loses the next number about every second time.
    static constexpr int races = 8;
    /// What is remembered may be behind in its turn too, and is compared with the log then. Refused
    /// more often: what it asks of the read models, they are too far behind to say.
    static constexpr int attempts = races + 4;

    struct Parts {
        eventstore::DatabasePool& pool;
        eventstore::Appender& appender;
        eventstore::StateCache& cache;
        eventstore::KeyRing& keys;
        crypto::UuidGenerator& ids;
        std::function<Timestamp()> now;
        NeighbourFinder find_neighbour;
        TasksFinder find_tasks;
    };
    explicit Handler(Parts parts);

    void run(Execution execution, Completion done);

    template <class Command>
    void run(Command command, std::function<std::string(Scene const&, Context const&)> answer,
             Caller caller, Completion done, std::vector<eventstore::Secret> secrets = {},
             std::optional<StreamId> fresh = {}) {
        auto const target = target_of(command);
        run(Execution{command_info(static_cast<Command const*>(nullptr)), target,
                      [command = std::move(command)](Scene const& scene, Context const& context) {
                          return decide(command, scene, context);
                      },
                      std::move(answer), std::move(caller), std::move(secrets), fresh},
            std::move(done));
    }

    std::string email_index(std::string_view email) const;
    CommandId new_command_id() { return CommandId{parts_.ids.next(parts_.now())}; }
    Parts const& parts() const { return parts_; }

private:
    struct OwnTurn;
    struct Run;
    using RunPointer = std::shared_ptr<Run>;

    void attempt(RunPointer run);
    void fetch(RunPointer run, Missing missing);
    /// Compares what the decision looked at with the log, and decides again.
    void refresh(RunPointer run);
    void decided(RunPointer run, Decided decided);
    void appended(RunPointer run, eventstore::AppendOutcome outcome);
    static bool is_its_turn(Run const& run);
    void take_turn(RunPointer run);
    void rejected(RunPointer run, Rejection rejection);
    void key_gone(RunPointer run);
    void on_pool(RunPointer run, std::function<void(eventstore::Connection&)> job);
    void load(eventstore::Connection& connection, std::vector<StreamId> const& streams);
    void read_history(eventstore::Connection& connection, Run& run, StreamId const& stream);

    /// What this node knows of a stream without asking the log.
    std::optional<eventstore::VersionedState> remembered(Run const& run, StreamId const& stream);
    bool fill_scene(Run& run, std::vector<StreamId> const& streams);
    eventstore::AppendRequest request_of(Run& run, Decided const& decided, Scene& after);

    Parts parts_;
    crypto::Key email_key_;
    TaskNumbers numbers_;
    RunningKeys running_keys_;
};

}  // namespace atelier::commands
