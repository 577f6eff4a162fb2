#pragma once

#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace atelier::commands {

/// The idempotency keys of the commands that this node is carrying out. Thread-safe.
class RunningKeys {
public:
    /// False when a command under that key is running.
    bool begin(std::string const& scope, std::string const& key) {
        std::lock_guard const lock{mutex_};
        return keys_.emplace(scope, key).second;
    }
    void end(std::string const& scope, std::string const& key) {
        std::lock_guard const lock{mutex_};
        keys_.erase({scope, key});
    }

private:
    std::mutex mutex_;
    std::set<std::pair<std::string, std::string>> keys_;
};

}  // namespace atelier::commands
