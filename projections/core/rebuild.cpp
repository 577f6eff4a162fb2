#include "projections/core/rebuild.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>
#include <future>
#include <mutex>
#include <thread>

#include "eventstore/log/reader.hpp"
#include "projections/core/log_fold.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/projector.hpp"
#include "projections/core/row_loader.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr Position level_enough = 500;  // events that are folded while the projector waits
constexpr int saving_share = 10;        // saving takes at most this part of the time
constexpr auto note_pause = 500ms;
constexpr auto switch_pause = 200ms;  // a reader was in the way
constexpr auto lock_not_available = "55P03";

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One rebuild on its way.
class Rebuild {
public:
    Rebuild(std::string const& url, Projection& model, RebuildOptions const& options,
            std::unique_ptr<LogFeed::Follower> follower)
        : model_(model),
          name_(model.name()),
          shadow_(name_ + "_shadow"),
          options_(options),
          writer_(url, Connection::Plans::generic),
          notes_(url, Connection::Plans::generic),
          fold_(url, model),
          loader_(writer_, model, shadow_),
          follower_(std::move(follower)) {}

    RebuildReport run() {
        ModelLease const lease{writer_, name_, "rebuild"};
        name_session(notes_, "rebuild");
        // What a process that was killed at the very end has left.
        drop(name_ + "_old");
        begin_or_go_on();
        auto start = Clock::now();
        if (phase_ == "folding") fold_and_load();
        follower_.reset();
        report_.fold_seconds = seconds_since(start);
        start = Clock::now();
        if (phase_ == "loaded") make_indexes();
        report_.index_seconds = seconds_since(start);
        start = Clock::now();
        follow();
        switch_over();
        report_.tail_seconds = seconds_since(start);
        report_.events = fold_.events();
        report_.rows = loader_.rows();
        report_.position = fold_.position();
        return report_;
    }

private:
    Reach reach() {
        auto const head = read_head(fold_.reader());
        return {fold_.reader().run(sql::projection_list_checkpoints, name_), head};
    }

    void say(Position target, std::string step) {
        if (Clock::now() - noted_ > note_pause) {
            noted_ = Clock::now();
            notes_.run(sql::projection_note_rebuild, name_, fold_.position(), target);
        }
        options_.progress({name_, fold_.position(), target, std::move(step)});
    }

    void drop(std::string const& schema) {
        writer_.execute("drop schema if exists " + schema + " cascade");
    }

    void begin_or_go_on() {
        auto const rows = writer_.run(sql::projection_find_rebuild, name_);
        bool const goes_on = !rows.empty() && rows.integer(0, 0) == model_.version() &&
                             writer_.run(sql::projection_has_schema, shadow_).boolean(0, 0);
        if (!goes_on) return begin();
        phase_ = rows.string(0, 1);
        report_.resumed = rows.integer(0, 2);
        std::vector<ParkedPlace> parked;
        auto const places = writer_.run(sql::projection_list_parked_of, shadow_);
        for (std::size_t row = 0; row < places.size(); ++row)
            parked.push_back(
                {places.string(row, 0), places.integer(row, 1), places.string(row, 2)});
        fold_.resume(report_.resumed, std::move(parked));
        loader_.count_from(rows.integer(0, 3));
        if (phase_ == "folding") {
            for (auto* table : model_.tables()) {
                if (!table->shape().is_append_only) load_rows(writer_, *table, shadow_);
            }
        }
    }

    void begin() {
        drop(shadow_);
        Transaction transaction{writer_};
        writer_.execute("create schema " + shadow_);
        create_tables(writer_, model_, shadow_);
        writer_.run(sql::projection_begin_rebuild, name_, model_.version());
        writer_.run(sql::projection_forget_parked, shadow_);
        transaction.commit();
    }

    /// What was written since the last save is one transaction with the note of how far that is.
    void fold_and_load() {
        for (auto* table : model_.tables()) table->attach(nullptr, shadow_);
        auto const goal = reach();
        auto transaction = std::make_unique<Transaction>(writer_);
        RowLoader::Pause const before_rollback{loader_};
        if (report_.resumed == 0) loader_.empty_settled();
        auto saved_at = Clock::now();
        Clock::duration saving{};
        fold_.fold_from(*follower_, goal, LogFold::Beyond::stop, [&] {
            loader_.load_settled();
            say(goal.furthest(), "folding");
            auto const pause =
                options_.save_every.count() == 0
                    ? Clock::duration{}
                    : std::max<Clock::duration>(options_.save_every, saving * saving_share);
            if (Clock::now() - saved_at < pause) return;
            auto const began = Clock::now();
            save(*transaction, "folding");
            transaction = std::make_unique<Transaction>(writer_);
            saved_at = Clock::now();
            saving = saved_at - began;
        });
        save(*transaction, "loaded");
    }

    void save(Transaction& transaction, char const* phase) {
        loader_.load_all();
        note_parked(shadow_);
        writer_.run(sql::projection_save_rebuild, name_, phase, fold_.position(), loader_.rows());
        transaction.commit();
        phase_ = phase;
    }

    void note_parked(std::string const& name) {
        writer_.run(sql::projection_forget_parked, name);
        for (auto const& one : fold_.parked())
            writer_.run(sql::projection_park, name, one.stream, one.position, one.reason);
    }

    void make_indexes() {
        say(fold_.position(), "indexing");
        create_indexes(std::array{&writer_, &notes_}, model_, shadow_);
        std::string tables;
        for (auto* table : model_.tables())
            tables += (tables.empty() ? "" : ", ") + shadow_ + "." + table->shape().name;
        writer_.execute("analyze " + tables);
        writer_.run(sql::projection_save_rebuild, name_, "indexed", fold_.position(),
                    loader_.rows());
        phase_ = "indexed";
    }

    /// From here on rows are looked up in the shadow, where they are all.
    void follow() {
        for (auto* table : model_.tables()) {
            table->discard();
            table->attach(&writer_, shadow_);
        }
        fold_.fetch_over(writer_);
        while (true) {
            auto const before = fold_.position();
            auto const goal = reach();
            if (goal.furthest() - before <= level_enough) return;
            fold_.fold(goal, LogFold::Beyond::stop, [&] {
                flush();
                say(goal.furthest(), "following");
            });
            // The next event is of a partition whose projector is away.
            if (fold_.position() == before) return;
        }
    }

    void flush() {
        Transaction transaction{writer_};
        flush_tables();
        note_parked(shadow_);
        writer_.run(sql::projection_save_rebuild, name_, "indexed", fold_.position(),
                    loader_.rows());
        transaction.commit();
        for (auto* table : model_.tables()) table->settle();
    }

    void flush_tables() {
        Batch batch{writer_};
        for (auto* table : model_.tables()) table->flush(batch);
        if (!batch.empty()) batch.run();
    }

    /// A reader that takes its time is let through before the next try.
    void switch_over() {
        while (true) {
            say(fold_.position(), "switching");
            try {
                try_switch();
                drop(name_ + "_old");
                return;
            } catch (DatabaseError const& error) {
                if (error.state() != lock_not_available) throw;
            }
            std::this_thread::sleep_for(switch_pause);
        }
    }

    void try_switch() {
        Transaction transaction{writer_};
        writer_.execute("set local lock_timeout = '500ms'");
        writer_.run(sql::projection_lock_models);
        writer_.run(sql::projection_stop_readers);
        Reach const goal{writer_.run(sql::projection_lock_checkpoints, name_),
                         read_head(fold_.reader())};
        fold_.fold(goal, LogFold::Beyond::skip, [] {});
        flush_tables();
        note_parked(name_);
        writer_.run(sql::projection_forget_parked, shadow_);
        if (writer_.run(sql::projection_has_schema, name_).boolean(0, 0))
            writer_.execute("alter schema " + name_ + " rename to " + name_ + "_old");
        writer_.execute("alter schema " + shadow_ + " rename to " + name_);
        if (!goal.is_kept()) {
            writer_.run(sql::projection_add_checkpoint, name_, log_partition, goal.furthest(),
                        model_.version());
        }
        writer_.run(sql::projection_switch_checkpoints, name_, model_.version());
        writer_.run(sql::projection_end_rebuild, name_);
        transaction.commit();
    }

    Projection& model_;
    std::string name_;
    std::string shadow_;
    RebuildOptions const& options_;
    Connection writer_;
    Connection notes_;
    LogFold fold_;
    RowLoader loader_;
    std::unique_ptr<LogFeed::Follower> follower_;
    std::string phase_ = "folding";
    Clock::time_point noted_{};
    RebuildReport report_;
};

/// The options' functions are called by one thread at a time.
RebuildOptions one_at_a_time(RebuildOptions const& options, std::mutex& mutex) {
    auto guarded = options;
    guarded.progress = [&](RebuildProgress const& progress) {
        std::lock_guard const lock{mutex};
        options.progress(progress);
    };
    guarded.done = [&](Projection const& model, RebuildReport const& report) {
        std::lock_guard const lock{mutex};
        options.done(model, report);
    };
    return guarded;
}

/// Waits for all of them, then throws what the first one has thrown that failed.
void finish(std::vector<std::future<void>>& building, std::vector<Projection*> const& models) {
    std::exception_ptr first;
    std::string reason;
    for (std::size_t i = 0; i < models.size(); ++i) {
        try {
            building[i].get();
        } catch (std::exception const& error) {
            if (first && error.what() != reason)
                spdlog::error("read model {} is not rebuilt: {}", models[i]->name(), error.what());
            if (first) continue;
            first = std::current_exception();
            reason = error.what();
        }
    }
    if (first) std::rethrow_exception(first);
}

}  // namespace

void rebuild(std::string const& database_url, std::vector<Projection*> const& models,
             RebuildOptions const& options) {
    std::mutex mutex;
    auto const guarded = one_at_a_time(options, mutex);
    Connection reader{database_url, Connection::Plans::generic};
    LogFeed feed{reader};
    std::vector<std::unique_ptr<LogFeed::Follower>> followers;
    for (std::size_t i = 0; i < models.size(); ++i)
        followers.push_back(std::make_unique<LogFeed::Follower>(feed));
    std::vector<std::future<void>> building;
    for (std::size_t i = 0; i < models.size(); ++i) {
        building.push_back(
            std::async(std::launch::async,
                       [&, model = models[i], follower = std::move(followers[i])]() mutable {
                           Rebuild one{database_url, *model, guarded, std::move(follower)};
                           guarded.done(*model, one.run());
                       }));
    }
    finish(building, models);
}

}  // namespace atelier::projections
