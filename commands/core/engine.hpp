#pragma once

#include <string>

#include "commands/core/handler.hpp"

namespace atelier::commands {

/// Everything that running commands needs, in the order in which it must go away: what `serve` and
/// the tools that write (`import`) share. Threads start at construction; `stop` answers what waits
/// and joins them.
class Engine {
public:
    struct Options {
        std::string database_url;  ///< of the service's role
        int database_threads = 4;
        std::size_t cached_states = 100'000;
        std::function<Timestamp()> now = crypto::system_now;
        NeighbourFinder find_neighbour;
        TasksFinder find_tasks = {};
    };

    Engine(Options options, crypto::MasterKey const& master)
        : database_url(options.database_url),
          keys(master, options.database_url),
          cache(options.cached_states),
          pool(options.database_url, options.database_threads),
          appender(options.database_url, signal),
          handler({pool, appender, cache, keys, ids, options.now, options.find_neighbour,
                   options.find_tasks}) {}

    ~Engine() { stop(); }

    /// Idempotent.
    void stop() {
        pool.stop();
        appender.stop();
    }

    std::string const database_url;  ///< for connections of one's own
    eventstore::LogSignal signal;
    eventstore::KeyRing keys;
    eventstore::StateCache cache;
    crypto::UuidGenerator ids;
    eventstore::DatabasePool pool;
    eventstore::Appender appender;
    Handler handler;
};

}  // namespace atelier::commands
