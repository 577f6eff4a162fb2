#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/source/source.hpp"
#include "projections/core/live_log.hpp"
#include "projections/core/projection.hpp"
#include "projections/core/watermarks.hpp"

namespace atelier::projections {

/// The partition under which checkpoints of the log itself stand; Kafka's are numbered from 0.
inline constexpr int log_partition = -1;

/// Folds events into all read models at once: a batch is decoded once, folded in memory, and
/// written in one transaction together with the positions, by compare-and-set on the owner's epoch.
/// So every event counts exactly once, whatever the source repeats, and whoever else believes to
/// own a partition.
///
/// Batches that come in quick succession are folded and told of at once, and written together
/// (docs/adr/0026). Of a backlog, a batch is folded while the one before is written (0024). What is
/// not written yet is in memory; rows that are not are read on a connection of their own.
///
/// Partitions are owned by leases: session locks of the connection that writes. Who dies loses them
/// at once. Live deltas are on their way while rows are written, and have arrived before the
/// commit; after a crash they are sent again, never left out.
class Projector {
public:
    struct Options {
        std::string database_url;
        bool is_kafka = false;
    };
    Projector(Options options, std::unique_ptr<eventstore::EventSource> source,
              eventstore::LiveSender& live, Projections models, Watermarks& watermarks);
    ~Projector();

    void start();
    /// Finishes the batch at hand. Idempotent.
    void stop();

    bool owns_everything() const { return owns_everything_; }

private:
    struct Checkpoint {
        Position position = 0;
        std::int64_t epoch = 0;
    };
    using ModelIndex = std::size_t;
    using Clock = std::chrono::steady_clock;
    /// Somebody else owns a checkpoint by now, or a rebuild has switched: everything in memory is
    /// void.
    struct Fenced {};
    /// What is folded and told of, and not written yet.
    struct Gathered {
        std::vector<eventstore::SourcedEvent> events;
        LiveLog live{};
        bool says = false;  ///< perhaps not arrived
    };
    struct Write;

    void work();
    void session();
    void take_turns();
    void prepare_models();
    void acquire_leases();
    void take_ownership();
    void load_parked();
    /// Throws Fenced when a read model was switched, or is one of this program's version by now.
    void look_for_switches(eventstore::Connection& connection);
    /// Whether it owns all there is and nothing waits: then the write under way need not end for a
    /// look.
    bool is_complete() const;
    std::map<std::pair<ModelIndex, int>, Checkpoint> own_checkpoints();
    void assign_source();
    void fetch_for(std::vector<eventstore::SourcedEvent> const& events);
    void process(std::vector<eventstore::SourcedEvent> events);
    /// Folds the batch on top of what is gathered.
    void fold_all(std::vector<eventstore::SourcedEvent> const& events);
    void fold(std::vector<eventstore::SourcedEvent> const& events, LiveLog& live);
    void fold_one(eventstore::SourcedEvent const& sourced, Deltas& deltas,
                  std::optional<eventstore::RecordedEvent>& event);
    /// The read model cannot take it in.
    void poison(ModelIndex model, eventstore::RawEvent const& event, std::string reason);
    bool is_parked(ModelIndex model, eventstore::RawEvent const& event) const;
    bool is_any_parked() const;
    void park(eventstore::Batch& batch, ModelIndex model, eventstore::RawEvent const& event,
              std::string const& reason);
    void park_from(std::vector<eventstore::SourcedEvent> const& events, eventstore::Batch& batch);
    void tell();
    /// Writes what is gathered; a backlog goes on being written.
    void begin_write();
    void write_gathered();
    /// When what is gathered is written at the latest: sooner if somebody waits for it.
    Clock::time_point next_write() const;
    bool is_to_be_written() const;
    /// How long the source may be waited for.
    std::chrono::milliseconds time_to_wait() const;
    /// Waits for what was begun; throws what came of it. Before it, nothing else uses
    /// `connection_`.
    void finish_write();
    /// Adds the statement that answers one row per checkpoint that it moved; says how many must be.
    std::size_t advance_checkpoints(eventstore::Batch& batch);
    void save_offsets(eventstore::Batch& batch,
                      std::vector<eventstore::SourcedEvent> const& events);
    /// Whether the read model has not yet taken the event in.
    bool is_new(ModelIndex model, eventstore::SourcedEvent const& sourced) const;
    /// Whether no read model has anything of the event. That one has not taken it in does not say
    /// so: of another source it may have (see `ensure_checkpoints`).
    bool is_new_to_rows(eventstore::SourcedEvent const& sourced) const;
    /// Whether the read model is of this program's version and has checkpoints here.
    bool takes_in(ModelIndex model) const;
    std::optional<ModelIndex> model_called(std::string_view name) const;
    void retry_parked();
    void retry_stream(ModelIndex model, std::string const& stream,
                      std::vector<Position> const& positions);
    void retry_one(ModelIndex model, eventstore::RawEvent const& raw, Checkpoint const& checkpoint);
    /// Everything in memory, when no write is under way.
    void discard();
    void discard_rows();
    void prepare_rows();
    void pause(std::chrono::milliseconds time);
    int checkpoint_partition(int source_partition) const {
        return options_.is_kafka ? source_partition : log_partition;
    }

    Options options_;
    std::unique_ptr<eventstore::EventSource> source_;
    eventstore::LiveSender& live_;
    Deltas::IsFollowed is_followed_ = [this](auto const& topic) {
        return live_.is_followed(topic);
    };
    Projections models_;
    Watermarks& watermarks_;
    eventstore::Connection connection_;  // holds the leases and writes
    eventstore::Connection reader_;      // for rows that are not in memory

    std::set<int> leases_;  // source partitions that this projector owns
    std::map<std::pair<ModelIndex, int>, Checkpoint> checkpoints_;
    Position end_when_taken_ = 0;  // of the log; only this projector writes of what is beyond
    bool leaves_out_ = false;      // a read model that another version of the program has made
    bool was_fenced_ = false;
    bool has_retried_ = false;  // what was parked when this program started
    std::map<std::pair<ModelIndex, int>, Position> reached_;  // in memory, beyond what is written
    /// Streams that wait, with the poisoned event that they wait behind.
    std::map<ModelIndex, std::map<std::string, Position>> parked_;
    std::map<std::pair<ModelIndex, Position>, std::string> poison_;  // found, not written yet
    Gathered gathered_;
    Clock::time_point wrote_;
    Clock::duration pause_in_haste_{};
    Clock::time_point last_look_;
    TopicPositions topic_positions_;
    std::unique_ptr<Write> write_;  // under way

    std::atomic<bool> stopping_ = false;
    std::atomic<bool> owns_everything_ = false;
    std::atomic<bool> is_hurried_ = false;  ///< `source_` was woken, for rows
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread thread_;
};

}  // namespace atelier::projections
