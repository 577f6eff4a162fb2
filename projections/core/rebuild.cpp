#include "projections/core/rebuild.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <future>
#include <set>

#include "eventstore/log/reader.hpp"
#include "projections/core/model_store.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;
using Clock = std::chrono::steady_clock;

constexpr int read_limit = 10'000;
constexpr std::size_t copy_bytes = 4 << 20;
constexpr Position level_enough = 2'000;  // events that are folded while the projector waits
constexpr auto lease_kind = "atelier.rebuild";

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One rebuild on its way.
class Rebuild {
public:
    Rebuild(std::string const& url, Projection& model,
            std::function<void(RebuildProgress const&)> const& progress)
        : reader_(url, Connection::Plans::generic),
          writer_(url, Connection::Plans::generic),
          model_(model),
          name_(model.name()),
          shadow_(name_ + "_shadow"),
          progress_(progress) {}

    RebuildReport run() {
        take_lease();
        drop(shadow_);
        create_tables(writer_, model_, shadow_);
        for (auto* table : model_.tables()) table->attach(nullptr, shadow_);
        auto start = Clock::now();
        fold_up_to(read_head(reader_), "folding");
        copy_changed(0);
        report_.fold_seconds = seconds_since(start);
        start = Clock::now();
        say("indexing");
        create_indexes(writer_, model_, shadow_);
        writer_.execute("analyze " + analyzed());
        report_.index_seconds = seconds_since(start);
        start = Clock::now();
        while (read_head(reader_) - position_ > level_enough) {
            fold_up_to(read_head(reader_), "following");
            flush();
        }
        switch_over();
        report_.tail_seconds = seconds_since(start);
        report_.position = position_;
        return report_;
    }

private:
    void take_lease() {
        std::uint32_t key = 0;
        for (unsigned char c : name_) key = key * 31 + c;
        auto const lease = static_cast<std::int32_t>(key);
        if (!writer_.run(sql::projection_try_lease, lease_kind, lease).boolean(0, 0)) {
            throw RebuildRunning("another process rebuilds " + name_ + " right now");
        }
    }

    void say(std::string step) { progress_({position_, head_, std::move(step)}); }

    std::string analyzed() const {
        std::string tables;
        for (auto* table : model_.tables())
            tables += (tables.empty() ? "" : ", ") + shadow_ + "." + table->shape().name;
        return tables;
    }

    void drop(std::string const& schema) {
        writer_.execute("drop schema if exists " + schema + " cascade");
    }

    /// An event as far as it can be read; the reason where it cannot.
    struct ReadEvent {
        RawEvent raw;
        std::optional<RecordedEvent> event;
        std::string unreadable;
    };

    /// Runs on a thread of its own while the batch before is folded.
    std::vector<ReadEvent> read(Position after, Position head) {
        auto const limit = static_cast<int>(std::min<Position>(read_limit, head - after));
        std::vector<ReadEvent> batch;
        batch.reserve(static_cast<std::size_t>(limit));
        for (auto& raw : read_forward(reader_, after, limit)) {
            ReadEvent one{std::move(raw), {}, {}};
            try {
                one.event = decode(one.raw);
            } catch (UnreadableEvent const& error) {
                one.unreadable = error.what();
            }
            batch.push_back(std::move(one));
        }
        return batch;
    }

    void fold_up_to(Position head, char const* step) {
        head_ = head;
        auto silent = Deltas::silent();
        auto const start_reading = [this, head](Position after) {
            return std::async(std::launch::async,
                              [this, after, head] { return read(after, head); });
        };
        if (position_ >= head) return;
        auto next = start_reading(position_);
        while (position_ < head) {
            auto const batch = next.get();
            if (batch.empty()) throw DatabaseError("the log ends before its head", "", false);
            auto const last = batch.back().raw.position;
            if (last < head) next = start_reading(last);
            for (auto const& one : batch) {
                fold(one, silent);
                position_ = one.raw.position;
                ++report_.events;
            }
            if (!is_indexed_) copy_changed(copy_bytes);
            say(step);
        }
    }

    void fold(ReadEvent const& one, Deltas& silent) {
        auto const& raw = one.raw;
        if (parked_streams_.contains(raw.stream)) {
            parked_.push_back(
                {to_text(raw.stream), raw.position, "waits behind an earlier event of its stream"});
            return;
        }
        if (!one.event) return park(raw, one.unreadable);
        try {
            model_.apply(*one.event, silent);
        } catch (DatabaseError const&) {
            throw;
        } catch (std::exception const& error) {
            park(raw, error.what());
        }
    }

    void park(RawEvent const& raw, std::string reason) {
        auto stream = to_text(raw.stream);
        spdlog::error("read model {}: event {} of {} is parked: {}", name_, raw.position, stream,
                      reason);
        parked_streams_.insert(raw.stream);
        parked_.push_back({std::move(stream), raw.position, std::move(reason)});
    }

    /// Rows keyed by their event never change again: they go out while folding. The others go once
    /// at the end.
    void copy_changed(std::size_t at_least) {
        bool const is_final = at_least == 0;
        for (auto* table : model_.tables()) {
            if (!is_final && !table->is_append_only()) continue;
            if (!is_final && table->rows_in_memory() * 300 < at_least) continue;
            report_.rows += static_cast<std::int64_t>(table->rows_in_memory());
            bool has_more = true;
            while (has_more) {
                std::string lines;
                has_more = table->copy_changed(lines, copy_bytes);
                if (!lines.empty()) copy(copy_statement(table->shape(), shadow_), std::move(lines));
            }
        }
        if (!is_final) return;
        finish_copy();
        is_indexed_ = true;
    }

    /// On a thread of its own, while the next lines are made; one at a time.
    void copy(std::string statement, std::string lines) {
        finish_copy();
        copying_ = std::async(std::launch::async,
                              [this, statement = std::move(statement), lines = std::move(lines)] {
                                  writer_.copy_in(statement, lines);
                              });
    }

    void finish_copy() {
        if (copying_.valid()) copying_.get();
    }

    void flush() {
        Transaction transaction{writer_};
        flush_tables();
        transaction.commit();
        for (auto* table : model_.tables()) table->settle();
    }

    void flush_tables() {
        Batch batch{writer_};
        for (auto* table : model_.tables()) table->flush(batch);
        batch.run();
    }

    void switch_over() {
        say("switching");
        Transaction transaction{writer_};
        writer_.run(sql::projection_lock_models);
        auto const rows = writer_.run(sql::projection_lock_checkpoints, name_);
        Position reached = read_head(reader_);
        for (std::size_t row = 0; row < rows.size(); ++row)
            reached = std::max(reached, rows.integer(row, 1));
        fold_up_to(reached, "switching");
        flush_tables();
        writer_.run(sql::projection_forget_parked, name_);
        for (auto const& one : parked_)
            writer_.run(sql::projection_park, name_, one.stream, one.position, one.reason);
        auto const old = name_ + "_old";
        drop(old);
        if (writer_.run(sql::projection_has_schema, name_).boolean(0, 0)) {
            writer_.execute("alter schema " + name_ + " rename to " + old);
        }
        writer_.execute("alter schema " + shadow_ + " rename to " + name_);
        writer_.run(sql::projection_switch_checkpoints, name_, position_, model_.version());
        transaction.commit();
        drop(old);
    }

    struct Parked {
        std::string stream;
        Position position;
        std::string reason;
    };

    Connection reader_;
    Connection writer_;
    Projection& model_;
    std::string name_;
    std::string shadow_;
    std::function<void(RebuildProgress const&)> const& progress_;
    Position position_ = 0;
    Position head_ = 0;
    bool is_indexed_ = false;
    std::set<StreamId> parked_streams_;
    std::vector<Parked> parked_;
    RebuildReport report_;
    std::future<void> copying_;
};

}  // namespace

RebuildReport rebuild(std::string const& database_url, Projection& model,
                      std::function<void(RebuildProgress const&)> const& progress) {
    return Rebuild{database_url, model, progress}.run();
}

}  // namespace atelier::projections
