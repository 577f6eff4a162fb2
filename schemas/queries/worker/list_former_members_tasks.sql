-- Tasks that are assigned to somebody who left their workspace after position $1, with that person, after
-- ($2 task, $3 person), at most $4.
select t.task_id, m.user_id
from directory.members m
join task.tasks t on t.workspace_id = m.workspace_id and t.assignees @> array[m.user_id]
where not m.is_member and m.position > $1 and (t.task_id, m.user_id) > ($2::uuid, $3::uuid)
order by t.task_id, m.user_id limit $4
