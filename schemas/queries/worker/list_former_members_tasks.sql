-- Tasks that are assigned to somebody who left their workspace after position $1, with that person, after
-- ($2 task, $3 person), at most $4. Each person's tasks are looked up alone: few have left since.
with left_since as materialized (
    select workspace_id, user_id from directory.members where not is_member and position > $1
)
select t.task_id, m.user_id
from left_since m
cross join lateral (select task_id from task.tasks
                    where assignees @> array[m.user_id] and workspace_id = m.workspace_id offset 0) t
where (t.task_id, m.user_id) > ($2::uuid, $3::uuid)
order by t.task_id, m.user_id limit $4
