-- The last event of the workspace of the stream among $1 that there is.
select e.position
from (select s.workspace_id from log.streams s where s.stream = any($1::text[]) limit 1) w
cross join lateral (select x.position from log.events x where x.workspace_id = w.workspace_id
                    order by x.position desc limit 1) e
