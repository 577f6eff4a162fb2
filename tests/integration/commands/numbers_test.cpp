#include <algorithm>

#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {
namespace {

/// The numbers of all tasks of the project, sorted.
std::vector<std::int64_t> numbers_of(eventstore::Connection& owner) {
    std::vector<std::int64_t> numbers;
    auto const rows = owner.execute(
        "select (data::json->>'number')::int from log.events where type = 'TaskCreated'");
    for (std::size_t row = 0; row < rows.size(); ++row) numbers.push_back(rows.integer(row, 0));
    std::ranges::sort(numbers);
    return numbers;
}

std::vector<std::int64_t> first_numbers(std::size_t count) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 1; i <= count; ++i) numbers.push_back(static_cast<std::int64_t>(i));
    return numbers;
}

}  // namespace

TEST_CASE_FIXTURE(TwoNodes,
                  "tasks made on two nodes at once have all numbers from 1 on, each once") {
    auto const make = [this](Node& node, UserId who) {
        for (int i = 0; i < 60; ++i) {
            auto const outcome = node.run(task_titled(project, new_id<TaskId>(), "Paint"), who);
            if (auto const* no = std::get_if<Rejection>(&outcome)) MESSAGE(no->message);
            if (auto const* away = std::get_if<NotAvailable>(&outcome)) MESSAGE(away->reason);
            if (!is_done(outcome)) return false;
        }
        return true;
    };
    std::vector<std::future<bool>> makers;
    for (int i = 0; i < 4; ++i) {
        makers.push_back(std::async(std::launch::async, make, std::ref(i % 2 ? one : other),
                                    i % 2 ? olga : mia));
    }
    for (auto& maker : makers) CHECK(maker.get());
    // One of them was made to warm up.
    CHECK(numbers_of(owner) == first_numbers(241));
    CHECK(owner.execute("select count(*) from log.claims where scope like 'task_number:%'")
              .integer(0, 0) == 241);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "a task that is decided again keeps its number, so that there is no gap") {
    int conflicts = 0;
    for (int i = 0; i < 5; ++i) {
        auto const outcome = other.run(
            task_titled(project, new_id<TaskId>(), "Paint"), mia, [&, first = true]() mutable {
                if (!std::exchange(first, false)) return;
                ++conflicts;
                auto const add = adding(workspace, "stan@example.org");
                REQUIRE(is_done(conflicts % 2 ? one.run(add, olga)
                                              : one.run(RemoveMember{workspace, stan}, olga)));
            });
        CHECK(is_done(outcome));
    }
    CHECK(conflicts == 5);
    CHECK(numbers_of(owner) == first_numbers(6));
}

TEST_CASE_FIXTURE(TwoNodes,
                  "a number that another node took between decide and append is left to it") {
    auto const task = new_id<TaskId>();
    auto const outcome =
        other.run(task_titled(project, task, "Paint"), mia, [&, first = true]() mutable {
            if (std::exchange(first, false)) make_task();
        });
    REQUIRE(is_done(outcome));
    CHECK(state<task::State>(stream_of(task)).number == 3);
    CHECK(numbers_of(owner) == first_numbers(3));
}

TEST_CASE_FIXTURE(TwoNodes, "each project counts for itself") {
    auto const second = new_id<ProjectId>();
    REQUIRE(is_done(one.run(CreateProject{workspace, second, {"Boats"}, {}, {}}, olga)));
    auto const task = new_id<TaskId>();
    REQUIRE(is_done(other.run(task_titled(second, task, "Paint"), mia)));
    CHECK(state<task::State>(stream_of(task)).number == 1);
}

}  // namespace atelier::test
