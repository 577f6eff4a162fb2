#include "tools/atelier/describe_event.hpp"

#include <doctest/doctest.h>

#include "tests/unit/cli/samples.hpp"
#include "tools/atelier/time_zone.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

std::string task_words(Event event, task::State before = paint_state()) {
    return words(std::move(event), before, stream_of(paint));
}

}  // namespace

TEST_CASE("A created task is told with its key, its column and what was set") {
    auto created = paint_created();
    CHECK(task_words(created, {}) == "created SKY-7 “Paint the hull” in To do");
    created.priority = task::Priority::high;
    created.assignees = {jonas};
    created.labels = {urgent_label};
    CHECK(task_words(created, {}) ==
          "created SKY-7 “Paint the hull” in To do, HIGH, for Jonas, labels Storm");
}

TEST_CASE("A move is told from where to where") {
    CHECK(task_words(task::TaskMoved{done, Rank{"5"}}) ==
          "moved SKY-7 “Paint the hull”: To do → Done");
    CHECK(task_words(task::TaskMoved{to_do, Rank{"1"}}) ==
          "moved SKY-7 “Paint the hull”: up within To do");
    CHECK(task_words(task::TaskMoved{to_do, Rank{"9"}}) ==
          "moved SKY-7 “Paint the hull”: down within To do");
}

TEST_CASE("An edit is told with what was there before, and nothing that stayed") {
    tools::use_time_zone("UTC");
    task::TaskEdited edited;
    edited.title = "Paint the mast";
    edited.priority = task::Priority::urgent;
    edited.due = {Patch<DateOrTime>::Kind::set, *Timestamp::from_text("2026-12-01T09:00:00Z")};
    CHECK(task_words(edited) ==
          "edited SKY-7 “Paint the hull”: title “Paint the hull” → “Paint the mast”; "
          "priority MEDIUM → URGENT; due none → 2026-12-01 09:00:00 +0000");
}

TEST_CASE("Who and what for is told by name, also when it was nobody and nothing") {
    task::TaskEdited edited;
    edited.assignees = {{mara, jonas}};
    edited.labels = std::vector<LabelId>{urgent_label};
    CHECK(task_words(edited) ==
          "edited SKY-7 “Paint the hull”: assignees nobody → Mara, Jonas; labels none → Storm");
}

TEST_CASE("A description is told by its length in characters") {
    task::TaskEdited edited;
    edited.description = "Blau, größer";
    CHECK(task_words(edited) == "edited SKY-7 “Paint the hull”: description 0 → 12 characters");
}

TEST_CASE("A status that the project has no more is told by its id") {
    auto const gone = id_of<StatusId>(99);
    CHECK(task_words(task::TaskMoved{gone, Rank{"5"}}) ==
          "moved SKY-7 “Paint the hull”: To do → status " + to_text(gone));
}

TEST_CASE("A new role of a member is told as a change") {
    workspace::MemberAdded const added{jonas, WorkspaceRole::viewer};
    auto const stream = stream_of(harbour);
    CHECK(words(added, workspace::State{}, stream) == "added Jonas to “Harbour” as VIEWER");
    auto const before =
        evolve(workspace::State{}, workspace::MemberAdded{jonas, WorkspaceRole::admin});
    CHECK(words(added, before, stream) == "changed the role of Jonas in “Harbour”: ADMIN → VIEWER");
}

TEST_CASE("A timer is told with its task and its time") {
    auto const stream = StreamId{StreamKind::timer, {}};
    timer::TimerStarted const started{{},    mara, harbour,
                                      paint, "",   *Timestamp::from_text("2026-11-21T10:00:00Z")};
    CHECK(words(started, timer::State{}, stream) == "started the timer for SKY-7 “Paint the hull”");
    timer::TimerStopped const stopped{{}, *Timestamp::from_text("2026-11-21T11:02:03Z")};
    CHECK(words(stopped, evolve(timer::State{}, started), stream) ==
          "stopped the timer for SKY-7 “Paint the hull” after 1:02:03");
}

TEST_CASE("Pauses and time entries are told with their task, their length and whose they are") {
    tools::use_time_zone("UTC");
    auto const stream = StreamId{StreamKind::timer, {}};
    auto const at = [](char const* time) { return *Timestamp::from_text(time); };
    timer::TimerStarted const started{{},   mara, harbour, paint, "", at("2026-11-21T10:00:00Z"),
                                      false};
    auto const running = evolve(timer::State{}, started);
    CHECK(words(timer::TimerPaused{}, running, stream) ==
          "paused the timer for SKY-7 “Paint the hull”");
    CHECK(words(timer::TimerDiscarded{}, timer::State{}, stream) == "discarded the timer");
    time_entry::TimeEntryAdded const added{
        mara, harbour, paint, at("2026-11-21T10:00:00Z"), at("2026-11-21T10:01:05Z"),
        "",   false,   false};
    auto const entry = StreamId{StreamKind::time_entry, {}};
    CHECK(words(added, time_entry::State{}, entry) ==
          "wrote down 0:01:05 for SKY-7 “Paint the hull”");
    CHECK(words(time_entry::TimeEntryDeleted{}, evolve(time_entry::State{}, added), entry) ==
          "deleted a time entry of 0:01:05 for SKY-7 “Paint the hull”");
    CHECK(task_words(task::TaskBecameOverdue{at("2026-12-01T09:00:00Z")}) ==
          "announced that SKY-7 “Paint the hull” was due 2026-12-01 09:00:00 +0000");
}

TEST_CASE("Whoever was erased is told as erased") {
    auto event = recorded(stream_of(paint), task::TaskArchived{});
    event.metadata.actor = id_of<UserId>(77);
    CHECK(tools::actor_of(event, names()) == "[erased]");
}

TEST_CASE("Without an actor it is the person whom the event is about, or the system") {
    auto event = recorded(stream_of(mara), user::UserRegistered{});
    event.metadata.actor.reset();
    CHECK(tools::actor_of(event, names()) == "Mara");
    auto other = recorded(stream_of(paint), task::TaskArchived{});
    other.metadata.actor.reset();
    CHECK(tools::actor_of(other, names()) == "system");
}

TEST_CASE("A title cannot command the terminal") {
    auto before = paint_state();
    before.title = "Paint\x1b[2J\nthe\x07 hull\x7f \xc2\x9b now";
    auto const line = task_words(task::TaskArchived{}, before);
    CHECK(line == "archived SKY-7 “Paint [2J the  hull    now”");
}

TEST_CASE("A long text is cut between characters") {
    CHECK(tools::on_one_line("größer", 3) == "grö…");
    CHECK(tools::on_one_line("groß", 4) == "groß");
    CHECK(tools::on_one_line("", 4).empty());
}

namespace {

std::string project_words(Event event) {
    return words(std::move(event), names().project(boats), stream_of(boats));
}

}  // namespace

TEST_CASE("What happens to a project, its workflow and its labels is told with names") {
    project::ProjectEdited edited;
    edited.name = "Reefs";
    edited.start_date = {Patch<Date>::Kind::set, *Date::from_text("2026-12-01")};
    auto const of = "the project SKY " + ("“" + names().project(boats).name + "”");
    CHECK(project_words(edited) == "edited " + of + ": name “" + names().project(boats).name +
                                       "” → “Reefs”; start none → 2026-12-01");
    CHECK(project_words(project::ProjectStatusChanged{project::Lifecycle::on_hold}) ==
          "made " + of + " PLANNING → ON_HOLD");
    CHECK(project_words(project::ProjectMemberAdded{jonas, ProjectRole::lead, 1}) ==
          "made Jonas LEAD of " + of);
    CHECK(project_words(project::StatusMoved{done, to_do}) ==
          "moved the status “Done” of " + of + " before “To do”");
    CHECK(project_words(project::StatusDeleted{done}) == "deleted the status “Done” of " + of);
    CHECK(project_words(project::LabelDeleted{urgent_label}) ==
          "deleted the label “Storm” of " + of);
}

TEST_CASE("What happens to a workspace is told with names") {
    auto const before = names().workspace(harbour);
    auto const stream = stream_of(harbour);
    workspace::WorkspaceEdited edited;
    edited.slug = "port";
    CHECK(words(edited, before, stream) ==
          "edited the workspace “Harbour”: slug “" + before.slug + "” → “port”");
    CHECK(words(workspace::WorkspaceDeleted{}, before, stream) ==
          "deleted the workspace “Harbour”");
}
