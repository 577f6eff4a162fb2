#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {
namespace {

/// Whatever came of two commands at once: how many were done, and that the rest was rejected with
/// `code`.
int count_done(std::vector<std::future<Outcome>>& outcomes, RejectionCode code) {
    int done = 0;
    for (auto& future : outcomes) {
        auto const outcome = future.get();
        done += is_done(outcome);
        if (!is_done(outcome)) CHECK(is_rejected(outcome, code));
    }
    return done;
}

template <class Command>
std::future<Outcome> as(Node& node, UserId who, Command command) {
    Caller caller;
    caller.user = who;
    return node.submit(std::move(command), std::move(caller));
}

}  // namespace

TEST_CASE_FIXTURE(
    TwoNodes,
    "of two people who register the same address on two nodes one gets it, however it is written") {
    for (int i = 0; i < 20; ++i) {
        std::vector<std::future<Outcome>> outcomes;
        auto const name = "anna" + std::to_string(i);
        outcomes.push_back(one.submit_registration(new_id<UserId>(), name + "@Example.ORG"));
        outcomes.push_back(other.submit_registration(new_id<UserId>(),
                                                     "ANNA" + std::to_string(i) + "@example.org"));
        CHECK(count_done(outcomes, RejectionCode::email_taken) == 1);
    }
    CHECK(is_rejected(other.submit_registration(new_id<UserId>(), "olga@example.org").get(),
                      RejectionCode::email_taken));
}

TEST_CASE_FIXTURE(TwoNodes, "a refused registration leaves no person, no key and no claim") {
    auto const before = owner.execute("select count(*) from log.secrets").integer(0, 0);
    auto const user = new_id<UserId>();
    REQUIRE(is_rejected(other.submit_registration(user, "olga@example.org").get(),
                        RejectionCode::email_taken));
    CHECK(state_of(stream_of(user)).version == 0);
    CHECK(owner.execute("select count(*) from log.secrets").integer(0, 0) == before);
}

TEST_CASE_FIXTURE(TwoNodes, "of two workspaces with the same slug on two nodes one gets it") {
    for (int i = 0; i < 20; ++i) {
        auto const slug = "harbour-" + std::to_string(i);
        std::vector<std::future<Outcome>> outcomes;
        outcomes.push_back(
            as(one, olga, CreateWorkspace{new_id<WorkspaceId>(), {"Harbour"}, slug}));
        outcomes.push_back(
            as(other, stan, CreateWorkspace{new_id<WorkspaceId>(), {"Harbour"}, slug}));
        CHECK(count_done(outcomes, RejectionCode::slug_taken) == 1);
    }
}

TEST_CASE_FIXTURE(TwoNodes,
                  "two workspaces with the same name on two nodes both get a slug of their own") {
    std::vector<WorkspaceId> made;
    std::vector<std::future<Outcome>> outcomes;
    for (int i = 0; i < 20; ++i) {
        made.push_back(new_id<WorkspaceId>());
        outcomes.push_back(
            as(i % 2 ? one : other, olga, CreateWorkspace{made.back(), {"Boats & Sons"}, {}}));
    }
    CHECK(count_done(outcomes, RejectionCode::slug_taken) == 20);
    std::set<std::string> slugs;
    for (auto const id : made) slugs.insert(state<workspace::State>(stream_of(id)).slug);
    CHECK(slugs.size() == 20);
    CHECK(slugs.contains("boats-sons"));
}

TEST_CASE_FIXTURE(TwoNodes, "of two projects with the same key on two nodes one gets it") {
    std::vector<std::future<Outcome>> outcomes;
    outcomes.push_back(
        as(one, olga, CreateProject{workspace, new_id<ProjectId>(), {"One"}, "ATL", {}}));
    outcomes.push_back(
        as(other, olga, CreateProject{workspace, new_id<ProjectId>(), {"Other"}, "ATL", {}}));
    CHECK(count_done(outcomes, RejectionCode::project_key_taken) == 1);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "projects with the same name on two nodes get keys of their own, in another "
                  "workspace the same") {
    std::vector<ProjectId> made;
    std::vector<std::future<Outcome>> outcomes;
    for (int i = 0; i < 8; ++i) {
        made.push_back(new_id<ProjectId>());
        outcomes.push_back(as(i % 2 ? one : other, olga,
                              CreateProject{workspace, made.back(), {"Harbour app"}, {}, {}}));
    }
    CHECK(count_done(outcomes, RejectionCode::project_key_taken) == 8);
    std::set<std::string> keys;
    for (auto const id : made) keys.insert(state<project::State>(stream_of(id)).key);
    CHECK(keys.size() == 8);
    CHECK(keys.contains("HARB2"));
    auto const elsewhere = new_id<WorkspaceId>();
    auto const there = new_id<ProjectId>();
    REQUIRE(is_done(other.run(CreateWorkspace{elsewhere, {"Elsewhere"}, {}}, stan)));
    REQUIRE(is_done(other.run(CreateProject{elsewhere, there, {"Harbour app"}, {}, {}}, stan)));
    CHECK(state<project::State>(stream_of(there)).key == "HARB");
}

}  // namespace atelier::test
