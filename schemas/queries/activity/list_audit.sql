-- Every event of workspace $1 before position $2, the newest first, at most $3. Each of these filters if it is not
-- null: $4 types, $5 who did it, $6 at or after, $7 before (milliseconds of recording).
select position, workspace_id, project_id, task_id, actor_id, type, (extract(epoch from occurred_at) * 1000)::bigint,
       (extract(epoch from recorded_at) * 1000)::bigint, subject, changes, is_story, command, origin,
       event_id, undoes
from activity.entries
where workspace_id = $1 and position < $2
  and ($4::text[] is null or type = any($4)) and ($5::uuid is null or actor_id = $5)
  and ($6::bigint is null or recorded_at >= to_timestamp($6 / 1000.0))
  and ($7::bigint is null or recorded_at < to_timestamp($7 / 1000.0))
order by position desc limit $3
