-- What happened in workspace $1 before ($2 milliseconds, $3 position), the newest first, at most $4; of task $5 only if
-- that is not null.
select position, workspace_id, project_id, task_id, actor_id, type, (extract(epoch from occurred_at) * 1000)::bigint,
       (extract(epoch from recorded_at) * 1000)::bigint, subject, changes
from activity.entries
where workspace_id = $1 and (occurred_at, position) < (to_timestamp($2 / 1000.0), $3)
  and ($5::uuid is null or task_id = $5)
order by occurred_at desc, position desc limit $4
