#include "projections/core/rebuild.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
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
        : reader_(url),
          writer_(url),
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
        int key = 0;
        for (char c : name_) key = key * 31 + c;
        if (!writer_.run(sql::projection_try_lease, lease_kind, key).boolean(0, 0)) {
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

    void fold_up_to(Position head, char const* step) {
        head_ = head;
        auto silent = Deltas::silent();
        while (position_ < head) {
            auto const limit = static_cast<int>(std::min<Position>(read_limit, head - position_));
            for (auto const& raw : read_forward(reader_, position_, limit)) {
                fold(raw, silent);
                position_ = raw.position;
                ++report_.events;
            }
            if (!is_indexed_) copy_changed(copy_bytes);
            say(step);
        }
    }

    void fold(RawEvent const& raw, Deltas& silent) {
        auto const stream = to_text(raw.stream);
        if (parked_streams_.contains(stream)) {
            parked_.push_back(
                {stream, raw.position, "waits behind an earlier event of its stream"});
            return;
        }
        try {
            model_.apply(decode(raw), silent);
        } catch (DatabaseError const&) {
            throw;
        } catch (std::exception const& error) {
            spdlog::error("read model {}: event {} of {} is parked: {}", name_, raw.position,
                          stream, error.what());
            parked_streams_.insert(stream);
            parked_.push_back({stream, raw.position, error.what()});
        }
    }

    /// Rows keyed by their event never change again: they go out while folding. The others go once
    /// at the end.
    void copy_changed(std::size_t at_least) {
        for (auto* table : model_.tables()) {
            bool const is_final = at_least == 0;
            if (!is_final && !table->is_append_only()) continue;
            if (!is_final && table->rows_in_memory() * 300 < at_least) continue;
            report_.rows += static_cast<std::int64_t>(table->rows_in_memory());
            std::string lines;
            while (table->copy_changed(lines, copy_bytes)) {
                writer_.copy_in(copy_statement(table->shape(), shadow_), lines);
                lines.clear();
            }
            if (!lines.empty()) writer_.copy_in(copy_statement(table->shape(), shadow_), lines);
        }
        if (at_least == 0) is_indexed_ = true;
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
    std::set<std::string> parked_streams_;
    std::vector<Parked> parked_;
    RebuildReport report_;
};

}  // namespace

RebuildReport rebuild(std::string const& database_url, Projection& model,
                      std::function<void(RebuildProgress const&)> const& progress) {
    return Rebuild{database_url, model, progress}.run();
}

}  // namespace atelier::projections
