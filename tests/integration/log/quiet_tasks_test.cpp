#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

struct QuietLog {
    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal};
    Connection owner{database.owner_url()};
    WorkspaceId workspace{new_uuid()};

    AppendRequest event_in(WorkspaceId place, StreamKind kind) {
        auto request = one_event(new_stream(kind), 0);
        request.events.front().workspace = place;
        return request;
    }

    Position happens(WorkspaceId place, StreamKind kind) {
        auto const outcome = append(appender, event_in(place, kind));
        REQUIRE(is<Appended>(outcome));
        return std::get<Appended>(outcome).position;
    }

    /// Something of the project that holds only if no task has changed since `position`.
    AppendRequest unless_changed_after(Position position) {
        auto request = event_in(workspace, StreamKind::project);
        request.quiet = {{workspace, position}};
        return request;
    }
};

}  // namespace

TEST_CASE_FIXTURE(QuietLog, "what holds of all tasks is refused when one has changed since") {
    auto const before = happens(workspace, StreamKind::project);
    CHECK(is<Appended>(append(appender, unless_changed_after(before))));
    auto const changed = happens(workspace, StreamKind::task);
    CHECK(is<Conflict>(append(appender, unless_changed_after(before))));
    CHECK(is<Conflict>(append(appender, unless_changed_after(changed - 1))));
    CHECK(is<Appended>(append(appender, unless_changed_after(changed))));
    audit(owner);
}

TEST_CASE_FIXTURE(QuietLog, "other things of the workspace, and other workspaces, do not count") {
    auto const before = happens(workspace, StreamKind::task);
    happens(workspace, StreamKind::project);
    happens(workspace, StreamKind::workspace);
    happens(WorkspaceId{new_uuid()}, StreamKind::task);
    CHECK(is<Appended>(append(appender, unless_changed_after(before))));
}

TEST_CASE_FIXTURE(QuietLog, "a change that goes to the database in the same moment counts too") {
    for (int i = 0; i < 50; ++i) {
        auto const before = happens(workspace, StreamKind::project);
        std::vector<std::future<AppendOutcome>> together;
        {
            // Both wait in the appender's queue, and would be one batch.
            HeldLog held{database.owner_url()};
            auto first = submit(appender, event_in(workspace, StreamKind::project));
            held.wait_for(owner, 1);
            together.push_back(submit(appender, event_in(workspace, StreamKind::task)));
            together.push_back(submit(appender, unless_changed_after(before)));
            held.release();
            CHECK(is<Appended>(first.get()));
        }
        CHECK(is<Appended>(together[0].get()));
        CHECK(is<Conflict>(together[1].get()));
    }
    audit(owner);
}

}  // namespace atelier::test
