-- The time of a workspace by person in 2026, as short as SQL says it: no time zones, no entry cut at midnight.
select u.user_id, u.name, round(sum(extract(epoch from e.stopped_at - e.started_at))),
       round(sum(extract(epoch from e.stopped_at - e.started_at)) filter (where e.billable)), count(*)
from timer.entries e join directory.users u using (user_id)
where e.workspace_id = :workspace and not e.is_deleted
  and e.started_at >= '2026-01-01T00:00:00Z' and e.started_at < '2027-01-01T00:00:00Z'
group by u.user_id, u.name order by u.name;
