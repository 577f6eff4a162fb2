-- What happened in project $1 before ($2 milliseconds, $3 position), the newest first, at most $4. Each of these
-- filters if it is not null: $5 types, $6 who did it, $7 at or after, $8 before (milliseconds).
select position, workspace_id, project_id, task_id, actor_id, type, (extract(epoch from occurred_at) * 1000)::bigint,
       (extract(epoch from recorded_at) * 1000)::bigint, subject, changes, is_story, command, origin,
       event_id, undoes
from activity.entries
where project_id = $1 and is_story and (occurred_at, position) < (to_timestamp($2 / 1000.0), $3)
  and ($5::text[] is null or type = any($5)) and ($6::uuid is null or actor_id = $6)
  and ($7::bigint is null or occurred_at >= to_timestamp($7 / 1000.0))
  and ($8::bigint is null or occurred_at < to_timestamp($8 / 1000.0))
order by occurred_at desc, position desc limit $4
