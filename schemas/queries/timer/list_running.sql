-- The running timers of user $1.
select t.workspace_id, t.task_id, t.note, (extract(epoch from t.started_at) * 1000)::bigint
from timer.timers t where t.user_id = $1 and t.is_running order by t.started_at
