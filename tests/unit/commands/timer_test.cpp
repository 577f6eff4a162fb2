#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_timer.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

auto const timer_stream = stream_of(timer::timer_of(harbour, mia));
constexpr auto entry = id_of<TimeEntryId>(8, 1);

std::vector<Happening> running(TaskId task, std::string note, Timestamp since) {
    return joined(
        some_tasks(),
        {{timer_stream, timer::TimerStarted{entry, mia, harbour, task, std::move(note), since}}});
}

}  // namespace

TEST_CASE("a timer starts now, for a task, with a time entry of its own") {
    auto when = given(some_tasks()).when(StartTimer{paint, Text<0, 1'000>{"hull"}}, mia);
    REQUIRE(when.decision().has_value());
    auto const started = std::get<timer::TimerStarted>(when.decision()->events.front().event);
    CHECK_FALSE(started.entry.is_nil());
    when.then(
            {{timer_stream, timer::TimerStarted{started.entry, mia, harbour, paint, "hull", noon}}})
        .guards({timer_stream, stream_of(paint), stream_of(app), stream_of(harbour)});
}

TEST_CASE("one timer runs at a time: for another task or note it says which one runs") {
    auto const when = given(running(paint, "", noon)).when(StartTimer{sail, {}}, mia);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::timer_running);
    CHECK(when.decision().error().message.find(to_text(paint)) != std::string::npos);
    given(running(paint, "", noon))
        .when(StartTimer{paint, Text<0, 1'000>{"hull"}}, mia)
        .rejected(RejectionCode::timer_running);
    given(running(paint, "hull", noon))
        .when(StartTimer{paint, Text<0, 1'000>{"hull"}}, mia)
        .then_nothing();
}

TEST_CASE("another person's timer does not matter") {
    CHECK(given(running(paint, "", noon)).when(StartTimer{paint, {}}, olga).decision().has_value());
    given(running(paint, "", noon))
        .when(StopTimer{harbour}, olga)
        .rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a timer stops now, and then does not run") {
    given(running(paint, "", Timestamp{noon.milliseconds - 60'000}))
        .when(StopTimer{harbour}, mia)
        .then_once({{timer_stream, timer::TimerStopped{entry, noon}}})
        .again_rejected(RejectionCode::timer_not_running);
    given(some_tasks()).when(StopTimer{harbour}, mia).rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a timer that was started by a clock ahead of ours stops when it started, not before") {
    Timestamp const ahead{noon.milliseconds + 1'500};
    given(running(paint, "", ahead))
        .when(StopTimer{harbour}, mia)
        .then_once({{timer_stream, timer::TimerStopped{entry, ahead}}});
}

TEST_CASE("a timer that was stopped starts again") {
    auto const past =
        joined(running(paint, "", noon), {{timer_stream, timer::TimerStopped{entry, noon}}});
    CHECK(given(past).when(StartTimer{paint, {}}, mia).decision().has_value());
}

TEST_CASE("viewers track no time, and what strangers name is not there") {
    given(some_tasks()).when(StartTimer{paint, {}}, vic).rejected(RejectionCode::forbidden);
    given(some_tasks()).when(StartTimer{paint, {}}, stan).rejected(RejectionCode::not_found);
    given(some_tasks()).when(StartTimer{no_task, {}}, mia).rejected(RejectionCode::not_found);
    given(some_tasks()).when(StopTimer{harbour}, vic).rejected(RejectionCode::forbidden);
    given(some_tasks()).when(StopTimer{harbour}, stan).rejected(RejectionCode::not_found);
    given(some_tasks()).when(StopTimer{harbour}).rejected(RejectionCode::unauthenticated);
}

}  // namespace atelier::commands
