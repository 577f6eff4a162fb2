-- Every event of workspace $1 before position $2, the newest first, at most $3. Each of these filters if it is not
-- null: $4 types, $5 who did it, $6 at or after, $7 before (milliseconds of recording).
-- The order is the log's, which has an index for it; each entry is looked up alone, however small the workspace is in it.
select a.position, a.workspace_id, a.project_id, a.task_id, a.actor_id, a.type,
       (extract(epoch from a.occurred_at) * 1000)::bigint, (extract(epoch from a.recorded_at) * 1000)::bigint, a.subject,
       a.changes, a.is_story, a.command, a.origin, a.event_id, a.undoes
from log.events e
cross join lateral (select * from activity.entries one where one.position = e.position offset 0) a
where e.workspace_id = $1 and e.position < $2
  and ($4::text[] is null or a.type = any($4)) and ($5::uuid is null or a.actor_id = $5)
  and ($6::bigint is null or e.recorded_at >= to_timestamp($6 / 1000.0))
  and ($7::bigint is null or e.recorded_at < to_timestamp($7 / 1000.0))
order by e.position desc limit $3
