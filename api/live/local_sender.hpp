#pragma once

#include <vector>

#include "api/live/hub.hpp"
#include "eventstore/kafka/live_channel.hpp"

namespace atelier::api {

/// The live way within one process: what is begun has reached the hub.
class LocalLiveSender final : public eventstore::LiveSender {
public:
    explicit LocalLiveSender(Hub& hub) : hub_(hub) {}
    void begin(std::vector<eventstore::LiveMessage> messages) override {
        hub_.receive(std::move(messages));
    }
    void finish() override {}
    bool is_followed(std::string const& topic) override { return hub_.is_wanted(topic); }

private:
    Hub& hub_;
};

}  // namespace atelier::api
