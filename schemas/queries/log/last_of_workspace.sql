-- The last event of workspace $1 up to position $2, and when it was recorded (milliseconds).
select position, (extract(epoch from recorded_at) * 1000)::bigint
from log.events where workspace_id = $1 and position <= $2 order by position desc limit 1
