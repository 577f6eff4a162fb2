#include "projections/core/projector.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "domain/require.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/log/reader.hpp"
#include "eventstore/source/source_error.hpp"
#include "projections/core/backlog.hpp"
#include "projections/core/delta.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/projector_write.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;
using namespace std::chrono_literals;

constexpr auto look_pause = 500ms;  // between looks for free leases and parked events to retry
constexpr auto fault_pause = 200ms;
constexpr auto lease_kind = "atelier.projector";

/// Whether nobody knew the stream's id before, so that nothing else can have made a row of it. Not
/// so the first event of an entry that an old TimerStopped made.
bool begins(RawEvent const& event) {
    return event.version == 1 && (event.type == "TaskCreated" || event.type == "TimeEntryAdded");
}

}  // namespace

Projector::Projector(Options options, std::unique_ptr<EventSource> source, LiveSender& live,
                     Projections models, Watermarks& watermarks)
    : options_(std::move(options)),
      source_(std::move(source)),
      live_(live),
      models_(std::move(models)),
      watermarks_(watermarks),
      connection_(options_.database_url, Connection::Plans::generic),
      reader_(options_.database_url, Connection::Plans::generic) {}

Projector::~Projector() { stop(); }

void Projector::start() {
    watermarks_.on_haste([this] {
        is_hurried_ = true;
        source_->wake();
    });
    thread_ = std::thread{[this] { work(); }};
}

void Projector::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    watermarks_.on_haste({});
    source_->wake();
    if (thread_.joinable()) thread_.join();
}

void Projector::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, time, [this] { return stopping_.load(); });
}

void Projector::work() {
    std::string last_fault;
    while (!stopping_) {
        try {
            session();
            continue;
        } catch (Fenced const&) {
            spdlog::info(
                "projector: a checkpoint has another owner or was switched; reading on from it");
            was_fenced_ = true;
        } catch (TopicMoved const&) {
            // The same batch again, from where the other one has left the topic.
        } catch (DatabaseError const& error) {
            if (last_fault != error.what()) spdlog::warn("projector: {}", error.what());
            last_fault = error.what();
            connection_.disconnect();
            reader_.disconnect();
            leases_.clear();
        } catch (SourceError const& error) {
            if (last_fault != error.what()) spdlog::warn("projector: {}", error.what());
            last_fault = error.what();
        }
        owns_everything_ = false;
        discard();
        pause(fault_pause);
    }
    // With the connection go the leases: another projector takes over at once.
    connection_.disconnect();
}

void Projector::discard() {
    discard_rows();
    topic_positions_.clear();
    poison_.clear();
    auto const gathered = std::exchange(gathered_, Gathered{});
    try {
        if (gathered.says) live_.finish();
    } catch (SourceError const& error) {
        // It is said again when it is folded again.
        spdlog::warn("projector: {}", error.what());
    }
}

void Projector::discard_rows() {
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->discard();
    }
    reached_.clear();
}

/// While the write before is under way.
void Projector::prepare_rows() {
    for (auto const& model : models_) {
        for (auto* table : model->tables()) table->prepare();
    }
}

void Projector::session() {
    try {
        take_turns();
        write_gathered();
    } catch (...) {
        // What that says counts more: rows that others have written meanwhile.
        finish_write();
        throw;
    }
    finish_write();
}

void Projector::take_turns() {
    // The connection that holds the leases is the one that writes: losing one is losing both.
    if (!connection_.is_connected()) {
        leases_.clear();
        // Rows and checkpoint are lost together when the database crashes, and are made again from
        // the log: nobody has to wait for the disk.
        connection_.execute("set synchronous_commit = off");
    }
    prepare_models();
    last_look_ = {};
    bool owns = false;
    bool owes_comparison = false;
    while (!stopping_) {
        if (Clock::now() - last_look_ > look_pause) {
            last_look_ = Clock::now();
            if (!is_complete()) {
                write_gathered();
                finish_write();
                auto const before = leases_.size();
                acquire_leases();
                if (!owns || leases_.size() != before) {
                    take_ownership();
                    owes_comparison = true;
                }
                owns = true;
                retry_parked();
            }
            look_for_switches(write_ ? reader_ : connection_);
        }
        if (leases_.empty()) {
            pause(look_pause);
            continue;
        }
        auto events = source_->poll(batch_limit, time_to_wait());
        bool const is_cut_short = events.empty() && is_hurried_.exchange(false);
        if (!events.empty()) {
            process(std::move(events));
        } else if (!is_cut_short) {
            finish_write();
        }
        if (is_to_be_written()) write_gathered();
        // There may be something all the same, also to be folded while the last is written.
        if (is_cut_short) continue;
        // What was said of a batch that was not committed, here or by the owner before, may be said
        // in another order now, and what a lost commit was about not at all.
        if (std::exchange(owes_comparison, false)) {
            write_gathered();
            finish_write();
            live_.send({LiveMessage{std::string{switched_topic}, 0, "{}"}});
        }
    }
}

void Projector::prepare_models() {
    for (auto const& model : models_) {
        ensure_model(connection_, *model);
        for (auto* table : model->tables()) table->attach(&reader_, std::string{model->name()});
    }
}

void Projector::acquire_leases() {
    for (int partition = 0; partition < source_->partitions(); ++partition) {
        if (leases_.contains(partition)) continue;
        if (connection_.run(sql::projection_try_lease, lease_kind, checkpoint_partition(partition))
                .boolean(0, 0)) {
            leases_.insert(partition);
        }
    }
    owns_everything_ = static_cast<int>(leases_.size()) == source_->partitions();
}

bool Projector::is_complete() const { return owns_everything_ && has_retried_ && !is_any_parked(); }

void Projector::look_for_switches(Connection& connection) {
    auto const rows = connection.run(sql::projection_read_checkpoints);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model = model_called(rows.text(row, 0));
        auto const partition = static_cast<int>(rows.integer(row, 1));
        if (!model || !leases_.contains(options_.is_kafka ? partition : 0)) continue;
        auto const known = checkpoints_.find({*model, partition});
        bool const is_ours = rows.integer(row, 4) == models_[*model]->version();
        auto const epoch = known == checkpoints_.end() ? 0 : known->second.epoch;
        if (is_ours ? epoch != rows.integer(row, 3) : known != checkpoints_.end()) throw Fenced{};
    }
}

/// Read models that another version of the program has made are left as they are: they answer
/// until they are rebuilt, or until a program that knows them comes.
std::map<std::pair<Projector::ModelIndex, int>, Projector::Checkpoint>
Projector::own_checkpoints() {
    std::map<std::pair<ModelIndex, int>, Checkpoint> taken;
    ArrayParameter owned{ArrayParameter::Element::int4};
    for (auto partition : leases_)
        owned.add(static_cast<std::int32_t>(checkpoint_partition(partition)));
    for (auto const& model : models_) {
        ensure_checkpoints(connection_, *model, source_->partitions(), options_.is_kafka);
    }
    auto const rows = connection_.run(sql::projection_own_checkpoints, std::move(owned));
    leaves_out_ = false;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const model = model_called(rows.text(row, 0));
        if (!model) continue;
        if (rows.integer(row, 4) != models_[*model]->version()) {
            leaves_out_ = true;
            continue;
        }
        taken[{*model, static_cast<int>(rows.integer(row, 1))}] = {rows.integer(row, 2),
                                                                   rows.integer(row, 3)};
    }
    return taken;
}

void Projector::take_ownership() {
    discard();
    checkpoints_ = own_checkpoints();
    end_when_taken_ = read_head(connection_);
    // After a rebuild the rows may be others than what this projector has told of.
    if (std::exchange(was_fenced_, false))
        live_.send({LiveMessage{std::string{switched_topic}, 0, "{}"}});
    load_parked();
    assign_source();
}

void Projector::assign_source() {
    std::map<int, std::int64_t> offsets;
    auto const saved = connection_.run(sql::projection_read_offsets);
    for (std::size_t row = 0; row < saved.size(); ++row) {
        offsets[static_cast<int>(saved.integer(row, 0))] = saved.integer(row, 1);
    }
    std::vector<Resume> places;
    for (auto partition : leases_) {
        Position lowest = std::numeric_limits<Position>::max();
        for (auto const& [key, checkpoint] : checkpoints_) {
            if (key.second == checkpoint_partition(partition))
                lowest = std::min(lowest, checkpoint.position);
        }
        auto const offset = offsets.find(partition);
        // A read model that begins anew needs everything; offsets are those of all of them
        // together.
        bool const from_offset = options_.is_kafka && offset != offsets.end() && lowest > 0;
        places.push_back({partition, from_offset ? offset->second : -1, lowest});
    }
    source_->assign(std::move(places));
}

/// The rows of the streams that the batch is about. What another projector may have written since
/// the batch before is read again.
void Projector::fetch_for(std::vector<SourcedEvent> const& events) {
    if (!owns_everything_) {
        for (auto const& model : models_) {
            for (auto* table : model->shared_tables()) table->forget_written();
        }
    }
    std::set<StreamId> streams;
    std::vector<StreamId> fresh;
    for (auto const& sourced : events) {
        streams.insert(sourced.event.stream);
        if (begins(sourced.event) && is_new_to_rows(sourced)) fresh.push_back(sourced.event.stream);
    }
    std::vector<Table*> tables;
    for (auto const& model : models_)
        std::ranges::copy(model->tables(), std::back_inserter(tables));
    for (auto* table : tables) table->expect_none(fresh);
    for (auto const& stream : fresh) {
        if (stream.kind == StreamKind::task)
            topic_positions_.expect_none(task_topic(TaskId{stream.id}));
    }
    fetch_rows(reader_, tables, streams);
}

void Projector::process(std::vector<SourcedEvent> events) {
    bool const is_brief = is_backlog(events, crypto::system_now());
    if (is_brief) write_gathered();
    if (gathered_.events.empty()) gathered_.live = LiveLog{is_brief};
    fold_all(events);
    tell();
    std::ranges::move(events, std::back_inserter(gathered_.events));
    if (is_brief) begin_write();
}

void Projector::fold_all(std::vector<SourcedEvent> const& events) {
    for (bool again = false;; again = true) {
        auto const poisonous = poison_.size();
        if (again) {
            // What a failed fold left in memory is void: all of it, now without the poison.
            discard_rows();
            LiveLog told{true};
            fetch_for(gathered_.events);
            fold(gathered_.events, told);
        }
        fetch_for(events);
        fold(events, gathered_.live);
        if (write_ && poison_.size() == poisonous) prepare_rows();
        finish_write();
        if (poison_.size() == poisonous) return;
        gathered_.live.drop_new();
    }
}

void Projector::fold(std::vector<SourcedEvent> const& events, LiveLog& live) {
    for (auto const& sourced : events) {
        Deltas deltas{live.is_brief() ? Deltas::Tell::topics : Deltas::Tell::changes,
                      &is_followed_};
        std::optional<RecordedEvent> event;
        fold_one(sourced, deltas, event);
        if (event) live.add(*event, deltas);
    }
}

void Projector::fold_one(SourcedEvent const& sourced, Deltas& deltas,
                         std::optional<RecordedEvent>& event) {
    auto const& raw = sourced.event;
    auto const partition = checkpoint_partition(sourced.partition);
    std::optional<std::string> unreadable;
    for (ModelIndex model = 0; model < models_.size(); ++model) {
        auto const checkpoint = checkpoints_.find({model, partition});
        if (checkpoint == checkpoints_.end()) continue;
        auto& reached = reached_[{model, partition}];
        if (raw.position <= std::max(checkpoint->second.position, reached)) continue;
        reached = raw.position;
        if (is_parked(model, raw)) continue;
        try {
            if (!event && !unreadable) event = decode(raw);
            if (event) models_[model]->apply(*event, deltas);
        } catch (UnreadableEvent const& error) {
            unreadable = error.what();
        } catch (DatabaseError const&) {
            throw;
        } catch (std::exception const& error) {
            poison(model, raw, error.what());
        }
        if (unreadable) poison(model, raw, *unreadable);
    }
}

std::optional<Projector::ModelIndex> Projector::model_called(std::string_view name) const {
    auto const model = std::ranges::find(models_, name, [](auto const& m) { return m->name(); });
    if (model == models_.end()) return std::nullopt;
    return static_cast<ModelIndex>(model - models_.begin());
}

}  // namespace atelier::projections
