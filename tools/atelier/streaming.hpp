#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "api/live/hub.hpp"
#include "commands/core/engine.hpp"
#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/publish/publisher.hpp"
#include "projections/core/projector.hpp"
#include "tools/atelier/config.hpp"

namespace atelier::tools {

/// What moves events through a node, as its roles say: publisher, projector, and the receiver of
/// live deltas. With Kafka it waits for a broker in the background: commands do not.
class Streaming {
public:
    Streaming(Config const& config, std::string database_url, eventstore::LogEpoch epoch,
              commands::Engine& engine, projections::Watermarks& watermarks, api::Hub& hub);
    ~Streaming();

    void start();
    /// Idempotent.
    void stop();

private:
    void rebuild_outdated();
    void start_parts();
    void wait_for_broker();
    bool is_stopping();

    Config const& config_;
    std::string database_url_;
    commands::Engine& engine_;
    projections::Watermarks& watermarks_;
    api::Hub& hub_;
    eventstore::KafkaSettings kafka_;
    std::unique_ptr<eventstore::Publisher> publisher_;
    std::unique_ptr<eventstore::LiveSender> live_sender_;
    std::unique_ptr<eventstore::KafkaLiveReceiver> live_receiver_;
    std::unique_ptr<projections::Projector> projector_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread starter_;
};

}  // namespace atelier::tools
