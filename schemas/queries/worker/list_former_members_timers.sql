-- Timers of people who left the workspace after position $1, with the time when they left, after
-- ($2 workspace, $3 person), at most $4.
select m.workspace_id, m.user_id, (extract(epoch from e.recorded_at) * 1000)::bigint
from directory.members m
join timer.timers t on t.workspace_id = m.workspace_id and t.user_id = m.user_id and t.is_active
join log.events e on e.position = m.position
where not m.is_member and m.position > $1 and (m.workspace_id, m.user_id) > ($2::uuid, $3::uuid)
order by m.workspace_id, m.user_id limit $4
