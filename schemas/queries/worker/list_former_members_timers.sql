-- Timers of people who left the workspace after position $1, with the time when they left, after
-- ($2 workspace, $3 person), at most $4. Each person's timer is looked up alone: few have left since.
with left_since as materialized (
    select workspace_id, user_id, position from directory.members where not is_member and position > $1
)
select m.workspace_id, m.user_id,
       (select (extract(epoch from e.recorded_at) * 1000)::bigint from log.events e where e.position = m.position)
from left_since m
cross join lateral (select from timer.timers
                    where user_id = m.user_id and workspace_id = m.workspace_id and is_active offset 0) t
where (m.workspace_id, m.user_id) > ($2::uuid, $3::uuid)
order by m.workspace_id, m.user_id limit $4
