#include "commands/timer/discard_timer.hpp"
#include "commands/timer/pause_timer.hpp"
#include "commands/timer/resume_timer.hpp"
#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_former_member.hpp"
#include "commands/timer/stop_timer.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

auto const timer_stream = stream_of(timer::timer_of(harbour, mia));
constexpr auto entry = id_of<TimeEntryId>(8, 1);

std::vector<Happening> running(TaskId task, std::string note, Timestamp since) {
    return joined(some_tasks(),
                  {{timer_stream, timer::TimerStarted{entry, mia, harbour, task, std::move(note),
                                                      since, false}}});
}

Timestamp before_noon(std::int64_t seconds) { return {noon.milliseconds - seconds * 1000}; }

/// The time entry that a run from `since` until `until` makes.
Happening tracked(TimeEntryId id, Timestamp since, Timestamp until) {
    return {stream_of(id),
            time_entry::TimeEntryAdded{mia, harbour, paint, since, until, "", false, true}};
}

std::vector<Happening> paused(Timestamp since, Timestamp at) {
    return joined(running(paint, "", since),
                  {{timer_stream, timer::TimerPaused{entry, at}}, tracked(entry, since, at)});
}

}  // namespace

TEST_CASE("a timer starts now, for a task, with a time entry of its own") {
    auto when = given(some_tasks()).when(StartTimer{paint, Text<0, 1'000>{"hull"}, {}, {}}, mia);
    REQUIRE(when.decision().has_value());
    auto const started = std::get<timer::TimerStarted>(when.decision()->events.front().event);
    CHECK_FALSE(started.entry.is_nil());
    when.then({{timer_stream,
                timer::TimerStarted{started.entry, mia, harbour, paint, "hull", noon, false}}})
        .guards({timer_stream, stream_of(paint), stream_of(app), stream_of(harbour)});
}

TEST_CASE("one timer runs at a time: for another task or note it says which one runs") {
    auto const when = given(running(paint, "", noon)).when(StartTimer{sail, {}, {}, {}}, mia);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::timer_running);
    CHECK(when.decision().error().message.find(to_text(paint)) != std::string::npos);
    given(running(paint, "", noon))
        .when(StartTimer{paint, Text<0, 1'000>{"hull"}, {}, {}}, mia)
        .rejected(RejectionCode::timer_running);
    given(running(paint, "hull", noon))
        .when(StartTimer{paint, Text<0, 1'000>{"hull"}, {}, {}}, mia)
        .then_nothing();
}

TEST_CASE("another person's timer does not matter") {
    CHECK(given(running(paint, "", noon))
              .when(StartTimer{paint, {}, {}, {}}, olga)
              .decision()
              .has_value());
    given(running(paint, "", noon))
        .when(StopTimer{harbour}, olga)
        .rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a timer stops now, and then does not run") {
    given(running(paint, "", Timestamp{noon.milliseconds - 60'000}))
        .when(StopTimer{harbour}, mia)
        .then_once({tracked(entry, before_noon(60), noon),
                    {timer_stream, timer::TimerStopped{entry, noon}}})
        .again_rejected(RejectionCode::timer_not_running);
    given(some_tasks()).when(StopTimer{harbour}, mia).rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a timer that was started by a clock ahead of ours stops when it started, not before") {
    Timestamp const ahead{noon.milliseconds + 1'500};
    given(running(paint, "", ahead))
        .when(StopTimer{harbour}, mia)
        .then_once(
            {tracked(entry, ahead, ahead), {timer_stream, timer::TimerStopped{entry, ahead}}});
}

TEST_CASE("a timer that was stopped starts again") {
    auto const past =
        joined(running(paint, "", noon), {{timer_stream, timer::TimerStopped{entry, noon}}});
    CHECK(given(past).when(StartTimer{paint, {}, {}, {}}, mia).decision().has_value());
}

TEST_CASE("viewers track no time, and what strangers name is not there") {
    given(some_tasks()).when(StartTimer{paint, {}, {}, {}}, vic).rejected(RejectionCode::forbidden);
    given(some_tasks())
        .when(StartTimer{paint, {}, {}, {}}, stan)
        .rejected(RejectionCode::not_found);
    given(some_tasks())
        .when(StartTimer{no_task, {}, {}, {}}, mia)
        .rejected(RejectionCode::not_found);
    given(some_tasks()).when(StopTimer{harbour}, vic).rejected(RejectionCode::timer_not_running);
    given(some_tasks()).when(StopTimer{harbour}, stan).rejected(RejectionCode::not_found);
    given(some_tasks()).when(StopTimer{harbour}).rejected(RejectionCode::unauthenticated);
}

TEST_CASE(
    "who became a viewer starts no timer any more, and stops, pauses or discards the own one") {
    auto const demoted =
        joined(running(paint, "", before_noon(60)),
               {{stream_of(harbour), workspace::MemberRoleChanged{mia, WorkspaceRole::viewer}}});
    given(demoted).when(StartTimer{sail, {}, {}, true}, mia).rejected(RejectionCode::forbidden);
    given(demoted).when(ResumeTimer{harbour}, mia).rejected(RejectionCode::forbidden);
    CHECK(given(demoted).when(PauseTimer{harbour}, mia).decision().has_value());
    CHECK(given(demoted).when(DiscardTimer{harbour}, mia).decision().has_value());
    CHECK(given(demoted).when(StopTimer{harbour}, mia).decision().has_value());
}

TEST_CASE("stop_running stops the one that runs, and what it ran is a time entry") {
    auto const when =
        given(running(paint, "", before_noon(60))).when(StartTimer{sail, {}, true, true}, mia);
    REQUIRE(when.decision().has_value());
    auto const& events = when.decision()->events;
    REQUIRE(events.size() == 3);
    CHECK(std::get<time_entry::TimeEntryAdded>(events[0].event).task == paint);
    CHECK(std::get<timer::TimerStopped>(events[1].event).stopped_at == noon);
    auto const started = std::get<timer::TimerStarted>(events[2].event);
    CHECK(started.task == sail);
    CHECK(started.billable);
    CHECK(started.started_at == noon);
}

TEST_CASE("a pause ends a stretch, which is a time entry; pausing twice is no pause more") {
    given(running(paint, "", before_noon(60)))
        .when(PauseTimer{harbour}, mia)
        .then({tracked(entry, before_noon(60), noon),
               {timer_stream, timer::TimerPaused{entry, noon}}})
        .guards({timer_stream, stream_of(entry), stream_of(harbour)});
    given(some_tasks()).when(PauseTimer{harbour}, mia).rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a paused timer goes on with a new time entry, and a running one just runs") {
    auto const when =
        given(paused(before_noon(60), before_noon(30))).when(ResumeTimer{harbour}, mia);
    REQUIRE(when.decision().has_value());
    auto const resumed = std::get<timer::TimerResumed>(when.decision()->events.front().event);
    CHECK(resumed.entry != entry);
    CHECK(resumed.resumed_at == noon);
    given(running(paint, "", noon)).when(ResumeTimer{harbour}, mia).then_nothing();
    given(some_tasks()).when(ResumeTimer{harbour}, mia).rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a paused timer counts as running for who starts another, and stops when it paused") {
    auto const past = paused(before_noon(60), before_noon(30));
    given(past).when(StartTimer{paint, {}, {}, {}}, mia).rejected(RejectionCode::timer_running);
    given(past)
        .when(StopTimer{harbour}, mia)
        .then_once({{timer_stream, timer::TimerStopped{entry, before_noon(30)}}})
        .again_rejected(RejectionCode::timer_not_running);
}

TEST_CASE("a discarded timer leaves no time entry, also none of before its pauses") {
    given(running(paint, "", before_noon(60)))
        .when(DiscardTimer{harbour}, mia)
        .then_once({{timer_stream, timer::TimerDiscarded{entry, {}, noon}}})
        .again_rejected(RejectionCode::timer_not_running);
    auto const past = paused(before_noon(60), before_noon(30));
    given(past)
        .when(DiscardTimer{harbour}, mia)
        .then_once({{stream_of(entry), time_entry::TimeEntryDeleted{}},
                    {timer_stream, timer::TimerDiscarded{entry, {entry}, noon}}});
    given(joined(past, {{stream_of(entry), time_entry::TimeEntryDeleted{}},
                        {timer_stream, timer::TimeFreed{entry}}}))
        .when(DiscardTimer{harbour}, mia)
        .then_once({{timer_stream, timer::TimerDiscarded{entry, {}, noon}}});
}

TEST_CASE("a timer that was forgotten counts for 24 hours") {
    Timestamp const long_ago{noon.milliseconds - 100 * 3'600'000};
    Timestamp const a_day_later{long_ago.milliseconds + 24 * 3'600'000};
    given(running(paint, "", long_ago))
        .when(StopTimer{harbour}, mia)
        .then_once({tracked(entry, long_ago, a_day_later),
                    {timer_stream, timer::TimerStopped{entry, a_day_later}}});
}

TEST_CASE("a timer starts no earlier than the last time entry ends") {
    Timestamp const ahead{noon.milliseconds + 500};
    auto const past =
        joined(some_tasks(),
               {{timer_stream, timer::TimeBooked{entry, mia, harbour, before_noon(9), ahead}}});
    auto const when = given(past).when(StartTimer{paint, {}, {}, {}}, mia);
    REQUIRE(when.decision().has_value());
    CHECK(std::get<timer::TimerStarted>(when.decision()->events.front().event).started_at == ahead);
}

TEST_CASE("the timer of who left is stopped by the system as of then, that of a member is not") {
    auto const left = joined(running(paint, "", before_noon(60)),
                             {{stream_of(harbour), workspace::MemberRemoved{mia}}});
    StopFormerMember const stop{harbour, mia, before_noon(20)};
    given(left).when(stop).then({tracked(entry, before_noon(60), before_noon(20)),
                                 {timer_stream, timer::TimerStopped{entry, before_noon(20)}}});
    given(left).when(stop, olga).rejected(RejectionCode::not_found);
    given(running(paint, "", before_noon(60))).when(stop).then_nothing();
    given(joined(some_tasks(), {{stream_of(harbour), workspace::MemberRemoved{mia}}}))
        .when(stop)
        .then_nothing();
}

}  // namespace atelier::commands
