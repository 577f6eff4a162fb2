#include "eventstore/publish/publisher.hpp"

#include <spdlog/spdlog.h>

#include "eventstore/kafka/topics.hpp"
#include "eventstore/publish/shift.hpp"
#include "eventstore/source/source_error.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::chrono::milliseconds trouble_pause{1000};

}  // namespace

Publisher::Publisher(std::string database_url, KafkaSettings settings, LogSignal& signal)
    : connection_(std::move(database_url)), settings_(std::move(settings)), signal_(signal) {}

Publisher::~Publisher() { stop(); }

void Publisher::start() {
    thread_ = std::thread{[this] { work(); }};
}

void Publisher::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    signal_.wake_all();
    if (thread_.joinable()) thread_.join();
}

void Publisher::work() {
    while (!stopping_) {
        auto pause = takeover_pause;
        try {
            if (take_lead()) {
                ensure_topics(settings_);
                PublisherShift shift{connection_, settings_, signal_, published_};
                if (is_troubled_) spdlog::info("publishing to {} again", settings_.events_topic);
                is_troubled_ = false;
                shift.run(stopping_);
            }
        } catch (DatabaseError const& error) {
            note_trouble(error.what());
        } catch (SourceError const& error) {
            note_trouble(error.what());
            // Longer than the others' pause: a node that reaches the brokers takes over.
            pause = trouble_pause;
        }
        // The lock goes with the session; no leader's session is ever used again.
        if (is_leader_.exchange(false)) connection_.disconnect();
        rest(pause);
    }
}

bool Publisher::take_lead() {
    is_leader_ = connection_.run(sql::publish_try_lead, settings_.events_topic).boolean(0, 0);
    return is_leader_;
}

void Publisher::note_trouble(char const* what) {
    if (!is_troubled_)
        spdlog::warn("publishing to {} is interrupted: {}", settings_.events_topic, what);
    is_troubled_ = true;
}

void Publisher::rest(std::chrono::milliseconds pause) {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, pause, [this] { return stopping_.load(); });
}

}  // namespace atelier::eventstore
