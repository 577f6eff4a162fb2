#include "tools/atelier/replay_filter.hpp"

#include <doctest/doctest.h>

#include "tests/unit/cli/samples.hpp"

using namespace atelier;
using namespace atelier::test;
using tools::ReplayFilter;

namespace {

eventstore::RawEvent raw_event() {
    eventstore::RawEvent raw;
    raw.position = 42;
    raw.stream = stream_of(paint);
    raw.version = 3;
    raw.type = "TaskMoved";
    raw.workspace = harbour;
    raw.recorded_at = *Timestamp::from_text("2026-11-21T14:00:00Z");
    return raw;
}

Timestamp at(char const* text) { return *Timestamp::from_text(text); }

}  // namespace

TEST_CASE("A filter without conditions lets everything through") {
    ReplayFilter const filter;
    CHECK(filter.may_match(raw_event()));
    CHECK(filter.matches(recorded(stream_of(paint), task::TaskArchived{})));
}

TEST_CASE("Positions are limits that belong to the range") {
    ReplayFilter filter;
    filter.from = filter.to = 42;
    CHECK(filter.may_match(raw_event()));
    filter.from = 43;
    CHECK_FALSE(filter.may_match(raw_event()));
    filter.from = 1;
    filter.to = 41;
    CHECK_FALSE(filter.may_match(raw_event()));
}

TEST_CASE("Workspace, stream and type each have to be the event's own") {
    ReplayFilter filter;
    filter.workspace = id_of<WorkspaceId>(99);
    CHECK_FALSE(filter.may_match(raw_event()));
    filter = {};
    filter.stream = stream_of(mara);
    CHECK_FALSE(filter.may_match(raw_event()));
    filter = {};
    filter.types = {"TaskCreated", "TaskEdited"};
    CHECK_FALSE(filter.may_match(raw_event()));
    filter.types.insert("TaskMoved");
    CHECK(filter.may_match(raw_event()));
}

TEST_CASE("The time of an imported event is when it happened, not when it was recorded") {
    auto event = recorded(stream_of(paint), task::TaskArchived{});
    event.metadata.occurred_at = at("2026-10-01T00:00:00Z");
    ReplayFilter filter;
    filter.since = at("2026-11-01T00:00:00Z");
    CHECK_FALSE(filter.matches(event));
    filter.since = at("2026-09-01T00:00:00Z");
    filter.until = at("2026-10-02T00:00:00Z");
    CHECK(filter.matches(event));
}

TEST_CASE("Since belongs to the span, until does not") {
    auto const event = recorded(stream_of(paint), task::TaskArchived{});
    ReplayFilter filter;
    filter.since = at("2026-11-21T14:00:00Z");
    CHECK(filter.matches(event));
    filter.since.reset();
    filter.until = at("2026-11-21T14:00:00Z");
    CHECK_FALSE(filter.matches(event));
    filter.until = at("2026-11-21T14:00:00.001Z");
    CHECK(filter.matches(event));
}

TEST_CASE("What was recorded before the span cannot have happened in it") {
    ReplayFilter filter;
    filter.since = at("2026-11-21T15:00:00Z");
    CHECK_FALSE(filter.may_match(raw_event()));
}

TEST_CASE("A person's events are what they did and what was done to them") {
    ReplayFilter filter;
    filter.person = jonas;
    CHECK_FALSE(filter.matches(recorded(stream_of(paint), task::TaskArchived{})));
    CHECK(filter.matches(recorded(stream_of(jonas), user::UserRegistered{})));
    CHECK(filter.matches(
        recorded(stream_of(harbour), workspace::MemberAdded{jonas, WorkspaceRole::member})));
    auto created = paint_created();
    created.assignees = {jonas};
    CHECK(filter.matches(recorded(stream_of(paint), created)));
    auto event = recorded(stream_of(paint), task::TaskArchived{});
    event.metadata.actor = jonas;
    CHECK(filter.matches(event));
}

TEST_CASE("A correlation is that of the event") {
    auto event = recorded(stream_of(paint), task::TaskArchived{});
    event.metadata.correlation_id = id_of<CommandId>(50);
    ReplayFilter filter;
    filter.correlation = id_of<CommandId>(50);
    CHECK(filter.matches(event));
    filter.correlation = id_of<CommandId>(51);
    CHECK_FALSE(filter.matches(event));
}

TEST_CASE("A role that was given, changed or taken away is about the person who has it") {
    ReplayFilter filter;
    filter.person = jonas;
    auto const is_about = [&](StreamId stream, Event what) {
        return filter.matches(recorded(stream, std::move(what)));
    };
    CHECK(is_about(stream_of(harbour), workspace::MemberRoleChanged{jonas, WorkspaceRole::admin}));
    CHECK(is_about(stream_of(boats), project::ProjectMemberRemoved{jonas}));
    CHECK_FALSE(is_about(stream_of(harbour), workspace::MemberRemoved{id_of<UserId>(77)}));
}
