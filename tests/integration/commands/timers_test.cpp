#include "commands/time_entry/add_time_entry.hpp"
#include "commands/timer/pause_timer.hpp"
#include "commands/timer/resume_timer.hpp"
#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_timer.hpp"
#include "tests/integration/commands/two_nodes.hpp"
#include "tests/support/occupied.hpp"
#include "tests/support/patience.hpp"

namespace atelier::test {
namespace {

struct Timers : TwoNodes {
    TaskId task = make_task();

    StartTimer starting() const { return {task, {}, {}, {}}; }
    timer::State timer() {
        return state<timer::State>(stream_of(timer::timer_of(workspace, olga)));
    }
    /// Whether it is done without waiting for what is not free.
    template <class Command>
    bool happens(Command command) {
        Caller caller;
        caller.user = olga;
        auto outcome = one.submit(std::move(command), caller);
        return outcome.wait_for(patience(std::chrono::seconds{5})) == std::future_status::ready &&
               is_done(outcome.get());
    }
    std::size_t events_of_entry(TimeEntryId entry) { return events_of(stream_of(entry)).size(); }
};

}  // namespace

TEST_CASE_FIXTURE(Timers,
                  "commands on what is in memory ask the database for nothing but to append") {
    REQUIRE(is_done(one.run(starting(), olga)));
    REQUIRE(is_done(one.run(StopTimer{workspace}, olga)));
    auto const another = make_task();
    auto restarting = starting();
    restarting.task = another;
    restarting.stop_running = true;
    Occupied const first{one.engine.pool};
    Occupied const second{one.engine.pool};
    CHECK(happens(renaming(another, "Varnish")));
    CHECK(happens(MoveTask{another, columns[1], {}, {}}));
    CHECK(happens(starting()));
    CHECK(happens(PauseTimer{workspace}));
    CHECK(happens(ResumeTimer{workspace}));
    CHECK(happens(restarting));
    CHECK(happens(StopTimer{workspace}));
}

TEST_CASE_FIXTURE(Timers, "what a timer has measured is written once, wherever it is stopped") {
    REQUIRE(is_done(one.run(starting(), olga)));
    auto const entry = timer().run->entry;
    CHECK(is_done(other.run(StopTimer{workspace}, olga)));
    CHECK(is_rejected(one.run(StopTimer{workspace}, olga), RejectionCode::timer_not_running));
    CHECK(events_of_entry(entry) == 1);
}

TEST_CASE_FIXTURE(Timers, "an entry that is there although nobody would think so stays as it is") {
    REQUIRE(is_done(one.run(starting(), olga)));
    auto const entry = timer().run->entry;
    Timestamp const yesterday{crypto::system_now().milliseconds - 86'400'000};
    REQUIRE(is_done(other.run(AddTimeEntry{task, entry, yesterday, {}, 60, {}, {}}, olga)));
    CHECK(is_done(one.run(StopTimer{workspace}, olga)));
    CHECK_FALSE(timer().run.has_value());
    CHECK(events_of_entry(entry) == 1);
}

}  // namespace atelier::test
