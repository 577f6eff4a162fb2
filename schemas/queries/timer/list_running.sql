-- The timers of user $1 that run or are paused.
select workspace_id, task_id, note, billable, (extract(epoch from started_at) * 1000)::bigint,
       (extract(epoch from running_since) * 1000)::bigint, tracked_milliseconds
from timer.timers t where t.user_id = $1 and t.is_active order by t.started_at
