#include "tools/atelier/streaming.hpp"

#include <spdlog/spdlog.h>

#include "api/live/local_sender.hpp"
#include "eventstore/kafka/topics.hpp"
#include "eventstore/source/kafka_source.hpp"
#include "eventstore/source/log_source.hpp"
#include "eventstore/source/source_error.hpp"
#include "projections/core/rebuild.hpp"
#include "schemas/sql.hpp"

namespace atelier::tools {
namespace {

using namespace std::chrono_literals;
using namespace eventstore;

constexpr auto broker_pause = 1s;
constexpr auto rebuild_pause = 1s;

/// The node stops in the middle of a rebuild; the next start goes on with it.
struct RebuildInterrupted : std::runtime_error {
    RebuildInterrupted() : std::runtime_error("the node stops") {}
};

}  // namespace

Streaming::Streaming(Config const& config, std::string database_url, LogEpoch epoch,
                     commands::Engine& engine, projections::Watermarks& watermarks, api::Hub& hub)
    : config_(config),
      database_url_(std::move(database_url)),
      engine_(engine),
      watermarks_(watermarks),
      hub_(hub),
      kafka_{.brokers = config.kafka_brokers, .epoch = std::move(epoch)} {}

Streaming::~Streaming() { stop(); }

void Streaming::start() {
    starter_ = std::thread{[this] {
        if (config_.uses_kafka()) wait_for_broker();
        if (!is_stopping()) start_parts();
    }};
}

bool Streaming::is_stopping() {
    std::lock_guard const lock{mutex_};
    return stopping_;
}

void Streaming::wait_for_broker() {
    bool told = false;
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        try {
            ensure_topics(kafka_);
            return;
        } catch (SourceError const& error) {
            if (!std::exchange(told, true)) {
                spdlog::warn("waiting for Kafka at {}, commands go on meanwhile: {}",
                             kafka_.brokers, error.what());
            }
        }
        lock.lock();
        wake_.wait_for(lock, broker_pause, [this] { return stopping_; });
    }
}

/// Read models that an older version of the program has made are built anew beside themselves:
/// meanwhile they answer as they are, and the projector leaves them out. One of a newer version is
/// a newer program's: whoever goes back for good says so by `atelier rebuild`.
bool Streaming::rebuild_each_outdated() {
    Connection connection{database_url_};
    auto const rows = connection.run(sql::projection_read_checkpoints);
    auto const models = projections::make_projections(engine_.keys);
    std::vector<projections::Projection*> outdated;
    for (auto const& model : models) {
        std::int64_t version = model->version();
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (rows.text(row, 0) == model->name()) version = rows.integer(row, 4);
        }
        if (version >= model->version()) continue;
        spdlog::info("read model {} is of version {}: building version {} beside it", model->name(),
                     version, model->version());
        outdated.push_back(model.get());
    }
    if (outdated.empty()) return false;
    projections::RebuildOptions options;
    options.progress = [this](projections::RebuildProgress const&) {
        if (is_stopping()) throw RebuildInterrupted{};
    };
    options.done = [](projections::Projection const& model,
                      projections::RebuildReport const& report) {
        spdlog::info("read model {} is of version {} now, from {} events", model.name(),
                     model.version(), report.events);
    };
    try {
        projections::rebuild(database_url_, outdated, options);
    } catch (projections::ModelBusy const& busy) {
        spdlog::info("{}", busy.what());
    }
    return true;
}

void Streaming::rebuild_outdated() {
    while (!is_stopping()) {
        try {
            if (!rebuild_each_outdated()) return;
        } catch (DatabaseError const& error) {
            spdlog::warn("a read model cannot be rebuilt right now: {}", error.what());
        } catch (RebuildInterrupted const&) {
            return;
        }
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, rebuild_pause, [this] { return stopping_; });
    }
}

void Streaming::start_parts() {
    bool const kafka = config_.uses_kafka();
    if (kafka && config_.has(Role::publisher)) {
        publisher_ = std::make_unique<Publisher>(database_url_, kafka_, engine_.signal);
        publisher_->start();
    }
    if (kafka && config_.has(Role::api)) {
        live_receiver_ = std::make_unique<KafkaLiveReceiver>(
            kafka_,
            [this](std::vector<LiveMessage> messages) { hub_.receive(std::move(messages)); },
            [this] { hub_.resync_all(); });
        live_receiver_->start();
    }
    if (!config_.has(Role::projector)) return;
    start_projector();
    rebuilder_ = std::thread{[this] { rebuild_outdated(); }};
}

void Streaming::start_projector() {
    bool const kafka = config_.uses_kafka();
    std::unique_ptr<EventSource> source;
    if (kafka) {
        live_sender_ = std::make_unique<KafkaLiveSender>(kafka_);
        source = std::make_unique<KafkaSource>(kafka_);
    } else {
        live_sender_ = std::make_unique<api::LocalLiveSender>(hub_);
        source = std::make_unique<LogSource>(database_url_, engine_.signal);
    }
    projector_ = std::make_unique<projections::Projector>(
        projections::Projector::Options{database_url_, kafka}, std::move(source), *live_sender_,
        projections::make_projections(engine_.keys), watermarks_);
    projector_->start();
}

void Streaming::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (starter_.joinable()) starter_.join();
    if (rebuilder_.joinable()) rebuilder_.join();
    if (publisher_) publisher_->stop();
    if (projector_) projector_->stop();
    if (live_receiver_) live_receiver_->stop();
}

}  // namespace atelier::tools
