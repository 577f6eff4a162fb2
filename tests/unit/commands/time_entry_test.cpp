#include "commands/time_entry/add_time_entry.hpp"
#include "commands/time_entry/delete_time_entry.hpp"
#include "commands/time_entry/edit_time_entry.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

auto const ledger = stream_of(timer::timer_of(harbour, mia));
constexpr auto fresh = id_of<TimeEntryId>(8, 1);
constexpr auto known = id_of<TimeEntryId>(8, 2);
constexpr std::int64_t minute = 60'000;

/// Minutes before noon.
Timestamp ago(std::int64_t minutes) { return {noon.milliseconds - minutes * minute}; }

AddTimeEntry adding(Timestamp from, Timestamp to) { return {paint, fresh, from, to, {}, {}, {}}; }

Happening booked(TimeEntryId entry, Timestamp from, Timestamp to) {
    return {ledger, timer::TimeBooked{entry, mia, harbour, from, to}};
}

Happening added(TimeEntryId entry, Timestamp from, Timestamp to) {
    return {stream_of(entry),
            time_entry::TimeEntryAdded{mia, harbour, paint, from, to, "", false, false}};
}

/// Mia has written down an hour: from ten to eleven.
std::vector<Happening> one_entry() {
    return joined(some_tasks(),
                  {booked(known, ago(120), ago(60)), added(known, ago(120), ago(60))});
}

EditTimeEntry editing() { return {known, {}, {}, {}, {}, {}, {}}; }

template <class T>
Patch<T> set(T value) {
    return {Patch<T>::Kind::set, std::move(value)};
}

}  // namespace

TEST_CASE("time is written down until an instant or for so many seconds") {
    given(some_tasks())
        .when(adding(ago(30), ago(10)), mia)
        .then({booked(fresh, ago(30), ago(10)), added(fresh, ago(30), ago(10))})
        .guards({ledger, stream_of(fresh), stream_of(paint), stream_of(harbour)});
    given(some_tasks())
        .when(AddTimeEntry{paint, fresh, ago(30), {}, 600, {}, {}}, mia)
        .then({booked(fresh, ago(30), ago(20)), added(fresh, ago(30), ago(20))});
}

TEST_CASE("an entry has an end, after its start, not in the future, within 24 hours") {
    auto const asked = [](AddTimeEntry const& command) {
        return given(some_tasks()).when(command, mia);
    };
    asked({paint, fresh, ago(30), {}, {}, {}, {}}).invalid({"stopped_at"});
    asked({paint, fresh, ago(30), ago(10), 60, {}, {}}).invalid({"duration_seconds"});
    asked({paint, fresh, ago(30), {}, 0, {}, {}}).invalid({"duration_seconds"});
    asked({paint, fresh, ago(30), {}, 86'401, {}, {}}).invalid({"duration_seconds"});
    asked(adding(ago(10), ago(10))).invalid({"stopped_at"});
    asked(adding(ago(10), ago(30))).invalid({"stopped_at"});
    asked(adding(ago(10), ago(-1))).invalid({"stopped_at"});
    asked(adding(ago(-1), ago(-2))).invalid({"started_at", "stopped_at"});
    asked(adding(ago(25 * 60), ago(30))).invalid({"stopped_at"});
    CHECK(asked(adding(ago(24 * 60), noon)).decision().has_value());
}

TEST_CASE("time that is taken is refused, and the refusal names the entry that has it") {
    auto const when = given(one_entry()).when(adding(ago(70), ago(10)), mia);
    REQUIRE_FALSE(when.decision().has_value());
    auto const& rejection = when.decision().error();
    CHECK(rejection.code == RejectionCode::time_overlaps);
    for (auto const& part : {to_text(known), to_text(ago(120)), to_text(ago(60))})
        CHECK(rejection.message.find(part) != std::string::npos);
    CHECK(given(one_entry()).when(adding(ago(60), ago(10)), mia).decision().has_value());
    CHECK(given(one_entry()).when(adding(ago(150), ago(120)), mia).decision().has_value());
}

TEST_CASE("the timer that runs takes time too, until it is paused") {
    auto past =
        joined(some_tasks(),
               {{ledger, timer::TimerStarted{known, mia, harbour, paint, "", ago(20), false}}});
    given(past).when(adding(ago(30), ago(10)), mia).rejected(RejectionCode::time_overlaps);
    CHECK(given(past).when(adding(ago(30), ago(20)), mia).decision().has_value());
    past = joined(past, {{ledger, timer::TimerPaused{known, ago(15)}}});
    CHECK(given(past).when(adding(ago(15), ago(10)), mia).decision().has_value());
    given(past).when(adding(ago(16), ago(10)), mia).rejected(RejectionCode::time_overlaps);
}

TEST_CASE("another person's time is another's") {
    CHECK(given(one_entry()).when(adding(ago(90), ago(70)), olga).decision().has_value());
}

TEST_CASE("an edit tells what it changed; one of the time takes the new time instead of the old") {
    auto command = editing();
    command.started_at = set(ago(110));
    command.note = set(Text<0, 1'000>{"hull"});
    given(one_entry())
        .when(command, mia)
        .then({booked(known, ago(110), ago(60)),
               {stream_of(known),
                time_entry::TimeEntryEdited{{}, ago(110), {}, std::string{"hull"}, {}}}});
    command = editing();
    command.duration_seconds = set<std::int64_t>(60);
    given(one_entry())
        .when(command, mia)
        .then({booked(known, ago(120), ago(119)),
               {stream_of(known), time_entry::TimeEntryEdited{{}, {}, ago(119), {}, {}}}});
    given(one_entry()).when(editing(), mia).then_nothing();
}

TEST_CASE("an edit that touches no time touches only the entry") {
    auto command = editing();
    command.billable = set(true);
    command.task = set(sail);
    given(one_entry())
        .when(command, mia)
        .then({{stream_of(known), time_entry::TimeEntryEdited{sail, {}, {}, {}, true}}});
}

TEST_CASE("an edit cannot take time of another entry, clear what must be, or leave the workspace") {
    auto const past = joined(one_entry(), {booked(fresh, ago(50), ago(40))});
    auto command = editing();
    command.stopped_at = set(ago(45));
    given(past).when(command, mia).rejected(RejectionCode::time_overlaps);
    command = editing();
    command.started_at.kind = Patch<Timestamp>::Kind::clear;
    command.billable.kind = Patch<bool>::Kind::clear;
    command.task = set(no_task);
    given(past).when(command, mia).invalid({"task", "started_at", "billable"});
}

TEST_CASE("only the owner and administrators change an entry; who cannot see it finds nothing") {
    auto command = editing();
    command.billable = set(true);
    for (auto const who : {mia, adam, olga})
        CHECK(given(one_entry()).when(command, who).decision().has_value());
    given(one_entry()).when(command, max).rejected(RejectionCode::forbidden);
    given(one_entry()).when(command, vic).rejected(RejectionCode::forbidden);
    given(one_entry()).when(command, stan).rejected(RejectionCode::not_found);
    auto const colleague = joined(
        one_entry(), {{stream_of(harbour), workspace::MemberAdded{stan, WorkspaceRole::member}}});
    given(colleague).when(command, stan).rejected(RejectionCode::not_found);
    given(colleague).when(DeleteTimeEntry{known}, stan).rejected(RejectionCode::not_found);
    given(one_entry()).when(DeleteTimeEntry{known}, max).rejected(RejectionCode::forbidden);
}

TEST_CASE("a deleted entry takes no time, and is not there any more") {
    given(one_entry())
        .when(DeleteTimeEntry{known}, mia)
        .then_once(
            {{ledger, timer::TimeFreed{known}}, {stream_of(known), time_entry::TimeEntryDeleted{}}})
        .again_rejected(RejectionCode::not_found);
    auto const past = joined(one_entry(), {{ledger, timer::TimeFreed{known}},
                                           {stream_of(known), time_entry::TimeEntryDeleted{}}});
    CHECK(given(past).when(adding(ago(120), ago(60)), mia).decision().has_value());
    given(past).when(editing(), mia).rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
