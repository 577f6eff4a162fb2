#include "eventstore/publish/shift.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

#include "eventstore/kafka/consumer.hpp"
#include "eventstore/kafka/event_message.hpp"
#include "eventstore/log/reader.hpp"
#include "eventstore/publish/set_back.hpp"
#include "eventstore/source/source_error.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;

constexpr auto busy_pause = 10ms;  ///< while confirmations or a checkpoint are due
constexpr auto idle_pause = 1000ms;
constexpr auto longest_rest = 2ms;

bool is_empty(KafkaSettings const& settings) {
    Consumer consumer{settings.brokers, settings.events_topic};
    auto const partitions = consumer.partitions();
    for (int partition = 0; partition < partitions; ++partition) {
        if (consumer.offsets(partition).end > 0) return false;
    }
    return true;
}

Position read_checkpoint(Connection& connection, KafkaSettings const& settings) {
    auto const& topic = settings.events_topic;
    check_not_set_back(connection, settings);
    auto const rows = connection.run(sql::publish_read_checkpoint, topic);
    if (rows.empty()) return 0;
    auto const position = rows.integer(0, 0);
    if (position == 0 || !is_empty(settings)) return position;
    spdlog::warn("{} is empty, though everything up to {} was published: publishing from the start",
                 topic, position);
    connection.run(sql::publish_forget_checkpoint, topic);
    return 0;
}

}  // namespace

PublisherShift::PublisherShift(Connection& connection, KafkaSettings const& settings,
                               LogSignal& signal, std::atomic<Position>& published)
    : connection_(connection),
      topic_(settings.events_topic),
      epoch_(settings.epoch),
      signal_(signal),
      watch_(signal),
      published_(published),
      window_(read_checkpoint(connection, settings)),
      sent_(window_.confirmed()),
      saved_(sent_),
      producer_(settings.brokers, topic_, Producer::Patience::endless,
                [this](std::int64_t tag, char const* error) {
                    error ? window_.fail(error) : window_.confirm(tag);
                }) {}

void PublisherShift::run(std::atomic<bool> const& stopping) {
    published_ = window_.confirmed();
    while (!stopping) {
        note_progress();
        // Level with the log, the next request is sent when the one before is confirmed: the
        // library sends one at a time anyway, and polls without a pause while others wait for it.
        if (auto const limit = is_level_ ? 1 : window_limit; window_.size() >= limit) {
            window_.wait_for_size(limit / 2, busy_pause);
            rest();
            // Nothing is read meanwhile, so nothing else would show that the lock is lost.
            if (window_.size() >= limit) read_head(connection_);
        } else if (!is_level_ || wait_for_more(stopping)) {
            send_batch(stopping);
        }
    }
    window_.wait_for_size(0, farewell_limit);
    save_checkpoint();
}

bool PublisherShift::wait_for_more(std::atomic<bool> const& stopping) {
    bool const is_idle = window_.confirmed() == saved_;
    return watch_.wait_beyond(connection_, sent_, is_idle ? idle_pause : busy_pause, stopping);
}

void PublisherShift::send_batch(std::atomic<bool> const& stopping) {
    auto const room = static_cast<int>(window_limit - window_.size());
    auto const most = std::min(room, batch_);
    auto events = signal_.newest_after(sent_, static_cast<std::size_t>(most));
    if (!events) events = read_forward(connection_, sent_, most);
    is_level_ = static_cast<int>(events->size()) < most;
    std::size_t bytes = 0;
    sent_at_ = Clock::now();
    for (auto const& event : *events) {
        if (!send(event, stopping)) return;
        bytes += event.data.size() + event.metadata.size();
    }
    // Large events are read in smaller batches, so that memory stays bounded.
    batch_ = bytes > batch_bytes ? std::max(batch_ / 4, 1) : std::min(batch_ * 2, batch_limit);
}

bool PublisherShift::send(RawEvent const& event, std::atomic<bool> const& stopping) {
    auto const record = record_of(event, epoch_);
    auto const tag = window_.add(event.position);
    sent_ = event.position;
    while (!producer_.produce(record, tag)) {
        if (stopping) return false;
        window_.wait_for_size(window_.size() / 2, busy_pause);
        note_progress();
    }
    return true;
}

/// As long as the broker took to confirm, so that where events come quicker than that it gets fewer
/// requests with more of them: what a request costs all who are on its way is what they wait for.
void PublisherShift::rest() {
    if (!is_level_ || window_.size() > 0) return;
    std::this_thread::sleep_for(std::min<Clock::duration>(Clock::now() - sent_at_, longest_rest));
}

void PublisherShift::note_progress() {
    auto const now = Clock::now();
    auto const confirmed = window_.confirmed();
    if (published_.exchange(confirmed) != confirmed || window_.size() == 0) progress_at_ = now;
    if (auto const failure = window_.failure()) {
        throw SourceError(fmt::format("event {} was not taken: {}", confirmed + 1, *failure), true);
    }
    if (now - progress_at_ > stall_limit) {
        throw SourceError(fmt::format("nothing was confirmed for {} s", stall_limit.count()), true);
    }
    if (confirmed != saved_ && now - saved_at_ >= checkpoint_pause) save_checkpoint();
}

void PublisherShift::save_checkpoint() {
    auto const confirmed = window_.confirmed();
    if (confirmed != saved_) connection_.run(sql::publish_save_checkpoint, topic_, confirmed);
    saved_ = confirmed;
    saved_at_ = Clock::now();
}

}  // namespace atelier::eventstore
