#pragma once

#include <utility>
#include <vector>

#include "api/live/hub.hpp"
#include "eventstore/kafka/live_channel.hpp"

namespace atelier::api {

/// The live way within one process: what is begun reaches the hub after the projector's commit. A
/// process that dies in between takes the hub with it.
class LocalLiveSender final : public eventstore::LiveSender {
public:
    explicit LocalLiveSender(Hub& hub) : hub_(hub) {}
    void begin(std::vector<eventstore::LiveMessage> messages) override {
        messages_ = std::move(messages);
    }
    void finish() override {}
    void committed() override { hub_.receive(std::exchange(messages_, {})); }

private:
    Hub& hub_;
    std::vector<eventstore::LiveMessage> messages_;
};

}  // namespace atelier::api
