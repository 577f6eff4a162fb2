#include <doctest/doctest.h>

#include "eventstore/database/connection.hpp"

using atelier::eventstore::TableNames;

TEST_CASE("tables are found elsewhere by their whole names only") {
    TableNames const names{"past", {{"task.tasks", "pg_temp.task_tasks"}, {"log.streams", "s"}}};
    CHECK(names.replaced_in("select t.task from task.tasks t join log.streams using (x)") ==
          "select t.task from pg_temp.task_tasks t join s using (x)");
    CHECK(names.replaced_in("task.tasks") == "pg_temp.task_tasks");
    CHECK(names.replaced_in("(task.tasks)\n") == "(pg_temp.task_tasks)\n");
    CHECK(names.replaced_in("task.tasks_old, old_task.tasks, x.task.tasks") ==
          "task.tasks_old, old_task.tasks, x.task.tasks");
    CHECK(names.replaced_in("") == "");
}
