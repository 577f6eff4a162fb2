#include <doctest/doctest.h>

#include "domain/events.hpp"
#include "eventstore/codec/sample.hpp"

namespace atelier {
namespace {

using eventstore::sample;

constexpr StreamKind kinds[]{StreamKind::user,      StreamKind::session, StreamKind::workspace,
                             StreamKind::project,   StreamKind::task,    StreamKind::timer,
                             StreamKind::time_entry};

std::vector<Event> one_of_each() {
    std::vector<Event> events;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, EventVariant>>(
        [&events]<class T>(T*) { events.push_back(sample<T>()); });
    return events;
}

/// The kind of stream that an event belongs to.
template <class... Of>
bool is_of(Event const& event, std::variant<Of...> const*) {
    return std::visit([]<class T>(T const&) { return (std::is_same_v<T, Of> || ...); }, event);
}

StreamKind kind_of(Event const& event) {
    if (is_of(event, static_cast<user::Events const*>(nullptr))) return StreamKind::user;
    if (is_of(event, static_cast<session::Events const*>(nullptr))) return StreamKind::session;
    if (is_of(event, static_cast<workspace::Events const*>(nullptr))) return StreamKind::workspace;
    if (is_of(event, static_cast<project::Events const*>(nullptr))) return StreamKind::project;
    if (is_of(event, static_cast<task::Events const*>(nullptr))) return StreamKind::task;
    if (is_of(event, static_cast<timer::Events const*>(nullptr))) return StreamKind::timer;
    return StreamKind::time_entry;
}

/// Whether anything has happened to a state: none of its marks is set.
bool is_fresh(AnyState const& state) {
    return std::visit(
        Overloaded{
            [](user::State const& one) { return !one.exists; },
            [](session::State const& one) { return !one.exists && !one.revoked; },
            [](workspace::State const& one) { return !one.exists && one.members.empty(); },
            [](project::State const& one) { return !one.exists; },
            [](task::State const& one) {
                return !one.exists && !one.archived && !one.deleted && one.title.empty() &&
                       one.rank.digits.empty();
            },
            [](timer::State const& one) {
                return !one.run && !one.last && one.last_stopped_at == Timestamp{} &&
                       one.booked.size() == 0;
            },
            [](time_entry::State const& one) { return !one.exists && !one.deleted; },
        },
        state);
}

template <class State>
State state_after(StreamKind kind, std::vector<Event> const& events) {
    auto state = initial_state(kind);
    for (auto const& event : events) state = evolve_any(std::move(state), event);
    return std::get<State>(state);
}

}  // namespace

TEST_CASE("states stand in the order of the kinds of streams, and begin fresh") {
    for (auto const kind : kinds) {
        CHECK(initial_state(kind).index() == static_cast<std::size_t>(kind));
        CHECK(is_fresh(initial_state(kind)));
    }
}

TEST_CASE("evolve is total: every event goes onto every state, fresh or full, and keeps its kind") {
    auto const events = one_of_each();
    for (auto const kind : kinds) {
        auto full = initial_state(kind);
        for (auto const& event : events) {
            CHECK(evolve_any(initial_state(kind), event).index() == static_cast<std::size_t>(kind));
            full = evolve_any(std::move(full), event);
            CHECK(full.index() == static_cast<std::size_t>(kind));
        }
        for (auto const& event : events) {
            CHECK(evolve_any(full, event).index() == static_cast<std::size_t>(kind));
        }
    }
}

TEST_CASE("an event of another kind of stream changes nothing") {
    for (auto const kind : kinds) {
        for (auto const& event : one_of_each()) {
            if (kind_of(event) == kind) continue;
            CAPTURE(event.index());
            CHECK(is_fresh(evolve_any(initial_state(kind), event)));
        }
    }
}

TEST_CASE("the first event of each kind of stream makes the thing exist") {
    for (auto const& event :
         {Event{sample<user::UserRegistered>()}, Event{sample<session::SessionStarted>()},
          Event{sample<workspace::WorkspaceCreated>()}, Event{sample<project::ProjectCreated>()},
          Event{sample<task::TaskCreated>()}, Event{sample<timer::TimerStarted>()},
          Event{sample<time_entry::TimeEntryAdded>()}}) {
        CHECK_FALSE(is_fresh(evolve_any(initial_state(kind_of(event)), event)));
    }
}

TEST_CASE("a task edited keeps what the edit does not name, and an empty patch changes nothing") {
    auto created = sample<task::TaskCreated>();
    task::TaskEdited edited;
    edited.title = "new";
    auto const task =
        state_after<task::State>(StreamKind::task, {created, edited, task::TaskEdited{}});
    CHECK(task.title == "new");
    CHECK(task.description == created.description);
    CHECK(task.due == created.due);
    CHECK(task.assignees == created.assignees);
}

TEST_CASE("a due date is set and cleared") {
    task::TaskEdited set;
    set.due = {Patch<DateOrTime>::Kind::set, Timestamp{5}};
    task::TaskEdited clear;
    clear.due = {Patch<DateOrTime>::Kind::clear, {}};
    CHECK(state_after<task::State>(StreamKind::task, {set}).due == Timestamp{5});
    CHECK_FALSE(state_after<task::State>(StreamKind::task, {set, clear}).due.has_value());
}

TEST_CASE("archiving and deletion are undone by their counterparts and do not touch each other") {
    auto const task = state_after<task::State>(
        StreamKind::task, {sample<task::TaskCreated>(), task::TaskArchived{}, task::TaskDeleted{},
                           task::TaskRestored{}});
    CHECK(task.archived);
    CHECK_FALSE(task.deleted);
}

TEST_CASE("the creator of a workspace owns it, and members come and go") {
    auto const created = sample<workspace::WorkspaceCreated>();
    UserId const guest{{{9}}};
    std::vector<Event> events{created, workspace::MemberAdded{guest, WorkspaceRole::viewer}};
    auto const with_guest = state_after<workspace::State>(StreamKind::workspace, events);
    CHECK(with_guest.role_of(created.owner) == WorkspaceRole::owner);
    CHECK(with_guest.role_of(guest) == WorkspaceRole::viewer);
    events.push_back(workspace::MemberRemoved{guest});
    CHECK_FALSE(
        state_after<workspace::State>(StreamKind::workspace, events).role_of(guest).has_value());
}

TEST_CASE("a stopped timer remembers its last run, and can start again") {
    auto const started = sample<timer::TimerStarted>();
    timer::TimerStopped const stopped{started.entry,
                                      Timestamp{started.started_at.milliseconds + 60'000}};
    auto const idle = state_after<timer::State>(StreamKind::timer, {started, stopped});
    CHECK_FALSE(idle.run.has_value());
    REQUIRE(idle.last.has_value());
    CHECK(idle.last->entry == started.entry);
    CHECK(idle.last_stopped_at == stopped.stopped_at);
    CHECK(idle.last->tracked_milliseconds() == 60'000);
    CHECK(idle.booked.find(started.entry).has_value());
    CHECK(
        state_after<timer::State>(StreamKind::timer, {started, stopped, started}).run.has_value());
}

TEST_CASE("a pause does not count, and each stretch takes its own time") {
    auto const started = sample<timer::TimerStarted>();
    TimeEntryId const second{{{7}}};
    auto const later = [&](std::int64_t seconds) {
        return Timestamp{started.started_at.milliseconds + seconds * 1000};
    };
    std::vector<Event> events{started, timer::TimerPaused{started.entry, later(60)}};
    auto const paused = state_after<timer::State>(StreamKind::timer, events);
    CHECK_FALSE(paused.run->running_since.has_value());
    CHECK(paused.booked.size() == 1);
    events.push_back(timer::TimerResumed{second, later(100)});
    events.push_back(timer::TimerStopped{second, later(130)});
    auto const stopped = state_after<timer::State>(StreamKind::timer, events);
    CHECK(stopped.last->tracked_milliseconds() == 90'000);
    CHECK(stopped.booked.overlapping(later(60), later(100)) == std::nullopt);
    CHECK(stopped.booked.find(second) == timer::Span{second, later(100), later(130)});
    events.back() = timer::TimerDiscarded{second, {started.entry}, later(130)};
    CHECK(state_after<timer::State>(StreamKind::timer, events).booked.size() == 0);
}

TEST_CASE("a person has one timer a workspace, and nobody else has it") {
    WorkspaceId const workspace{{{1, 2, 3}}};
    UserId const one{{{4, 5, 6}}};
    UserId const other{{{7, 8, 9}}};
    CHECK(timer::timer_of(workspace, one) == timer::timer_of(workspace, one));
    CHECK(timer::timer_of(workspace, one) != timer::timer_of(workspace, other));
}

}  // namespace atelier
