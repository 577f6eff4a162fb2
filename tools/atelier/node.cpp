#include "tools/atelier/node.hpp"

#include <spdlog/spdlog.h>

#include "api/routes/routes.hpp"
#include "commands/workflow/delete_status.hpp"
#include "eventstore/kafka/forget_live.hpp"
#include "eventstore/source/source_error.hpp"
#include "projections/board/neighbours.hpp"
#include "projections/core/ready.hpp"

namespace atelier::tools {
namespace {

commands::Engine::Options engine_options(std::string const& database_url) {
    commands::Engine::Options options;
    options.database_url = database_url;
    options.find_neighbour = [](eventstore::Connection& connection,
                                commands::NeighbourLookup const& lookup) {
        return projections::board::find_neighbour(connection, lookup.project, lookup.status,
                                                  lookup.rank, lookup.above);
    };
    options.find_tasks = [](eventstore::Connection& connection,
                            commands::TasksLookup const& lookup) {
        auto found = projections::board::find_tasks(connection, lookup.project, lookup.status,
                                                    commands::tasks_moved_at_once + 1);
        return commands::TasksFound{std::move(found.tasks), found.as_of};
    };
    return options;
}

eventstore::LogEpoch epoch_of(std::string const& database_url) {
    eventstore::Connection connection{database_url};
    return eventstore::read_epoch(connection);
}

/// Live deltas in Kafka name people. Those of the last few seconds are left: somebody may be about
/// to read them; the next round drops them.
std::function<void()> forgetting_live(Config const& config, eventstore::LogEpoch const& epoch) {
    constexpr std::int64_t left_alone_milliseconds = 10'000;
    if (!config.uses_kafka()) return {};
    return [settings = eventstore::KafkaSettings{.brokers = config.kafka_brokers, .epoch = epoch}] {
        try {
            eventstore::forget_live(settings,
                                    {crypto::system_now().milliseconds - left_alone_milliseconds});
        } catch (eventstore::SourceError const& error) {
            spdlog::warn("after an erasure: {}", error.what());
        }
    };
}

}  // namespace

ServiceNode::ServiceNode(Config const& config, std::string const& database_url,
                         crypto::MasterKey const& master, std::function<void()> const& check)
    : epoch_(epoch_of(database_url)),
      engine_(engine_options(database_url), master),
      watermarks_(database_url),
      sessions_(database_url, master, config.edge.access_token_seconds),
      limits_(config.edge),
      shared_limits_(database_url, limits_),
      hub_(engine_.pool, watermarks_, sessions_, epoch_),
      time_travel_(database_url, engine_.keys),
      router_({engine_, watermarks_, sessions_, passwords_, hub_, config.edge, limits_, metrics_,
               imports_, personal_data_, time_travel_, epoch_},
              api::all_routes()),
      streaming_(config, database_url, epoch_, engine_, watermarks_, hub_) {
    sessions_.on_erased([this](UserId user) { engine_.keys.forget(user); });
    // Queries find their tables from the first request on, with all that the log has.
    projections::make_ready(database_url, projections::make_projections(engine_.keys), check);
    if (config.has(Role::api)) {
        api::ServerOptions options;
        options.address = config.listen_address;
        options.port = config.listen_port;
        options.tls_certificate_file = config.edge.tls_certificate_file;
        options.tls_key_file = config.edge.tls_key_file;
        options.max_connections_per_address = config.edge.address_connections;
        options.counted_as = [&proxies = router_.trusted_proxies()](std::string const& peer) {
            return api::connections_counted_as(peer, proxies);
        };
        options.body_limit_of = [this, ordinary = options.body_limit](auto method, auto path) {
            return router_.body_limit_of(method, path).value_or(ordinary);
        };
        options.admit_large_body = [this](api::Request const& head) {
            return router_.admit_large_body(head);
        };
        server_ = std::make_unique<api::Server>(
            options,
            [this](api::Request request, api::Reply reply) {
                router_.handle(std::move(request), std::move(reply));
            },
            hub_.handler());
    }
    if (config.has(Role::worker)) {
        housekeeper_ = std::make_unique<eventstore::Housekeeper>(database_url,
                                                                 forgetting_live(config, epoch_));
        worker_ = std::make_unique<commands::Worker>(commands::Worker::Options{database_url},
                                                     engine_.handler);
    }
}

ServiceNode::~ServiceNode() { stop(); }

void ServiceNode::start() {
    streaming_.start();
    if (server_) server_->start();
    if (worker_) worker_->start();
}

void ServiceNode::stop() {
    imports_.begin_stop();
    personal_data_.begin_stop();
    if (server_) server_->stop(drain_time);
    imports_.stop();
    personal_data_.stop();
    passwords_.stop();
    time_travel_.stop();
    if (worker_) worker_->stop();
    engine_.stop();
    streaming_.stop();
    watermarks_.stop();
    hub_.stop();
    sessions_.stop();
    shared_limits_.stop();
    if (housekeeper_) housekeeper_->stop();
}

std::uint16_t ServiceNode::port() const { return server_ ? server_->port() : 0; }

}  // namespace atelier::tools
