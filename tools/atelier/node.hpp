#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "api/core/metrics.hpp"
#include "api/core/router.hpp"
#include "api/core/shared_limits.hpp"
#include "api/core/slow_queue.hpp"
#include "api/core/time_travel.hpp"
#include "api/http/server.hpp"
#include "api/live/hub.hpp"
#include "commands/core/engine.hpp"
#include "commands/worker/worker.hpp"
#include "eventstore/log/epoch.hpp"
#include "eventstore/log/housekeeper.hpp"
#include "projections/core/watermarks.hpp"
#include "tools/atelier/config.hpp"
#include "tools/atelier/streaming.hpp"

namespace atelier::tools {

/// One `serve` process: everything that its roles need, wired together. Members go away in the
/// opposite order.
class ServiceNode {
public:
    static constexpr std::chrono::seconds drain_time{5};

    /// Makes the read models that are not there, from the log: that takes its time after a restore.
    /// `check` is called often meanwhile, and ends it by what it throws.
    ServiceNode(Config const& config, std::string const& database_url,
                crypto::MasterKey const& master, std::function<void()> const& check);
    ~ServiceNode();

    /// Listens, and starts the background work of the roles.
    void start();
    /// Stop accepting → drain → flush. Idempotent.
    void stop();

    /// 0 without the role api.
    std::uint16_t port() const;

private:
    eventstore::LogEpoch epoch_;
    commands::Engine engine_;
    projections::Watermarks watermarks_;
    api::Sessions sessions_;
    api::PasswordWorker passwords_;
    api::Limits limits_;
    api::SharedLimits shared_limits_;
    api::Metrics metrics_;
    api::Hub hub_;
    api::SlowQueue imports_;
    api::SlowQueue personal_data_;
    api::TimeTravel time_travel_;
    api::Router router_;
    std::unique_ptr<api::Server> server_;
    std::unique_ptr<eventstore::Housekeeper> housekeeper_;
    std::unique_ptr<commands::Worker> worker_;
    Streaming streaming_;
};

}  // namespace atelier::tools
