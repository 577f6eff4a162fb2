-- The positions of the log up to $1 that the past of something is folded from, in order, at most $6: of everything in
-- workspace $2; of project $3, its tasks and their timers, with what the activity does not have yet of its workspace $4;
-- of the streams $5. What is null is not asked for.
select e.position from log.events e where e.workspace_id = $2 and e.position <= $1
union
select a.position from activity.entries a where a.project_id = $3 and a.position <= $1
union
select e.position from log.events e
where e.workspace_id = $4 and e.position <= $1
  and e.position > coalesce((select k.position
                             from log.events k
                             cross join lateral (select from activity.entries a where a.position = k.position offset 0) known
                             where k.workspace_id = $4 order by k.position desc limit 1), 0)
union
select e.position
from unnest($5::text[]) wanted(stream)
cross join lateral (select x.position from log.events x where x.stream = wanted.stream and x.position <= $1) e
order by position limit $6
