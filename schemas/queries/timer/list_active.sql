-- The timers of workspace $1 that run or are paused, with names, after user $2, at most $3; of user $4 and project $5
-- only if those are not null.
select r.user_id, coalesce(u.name, '?'), r.task_id, p.key || '-' || t.number, t.title, t.project_id, r.note, r.billable,
       (extract(epoch from r.started_at) * 1000)::bigint, (extract(epoch from r.running_since) * 1000)::bigint,
       r.tracked_milliseconds
from timer.timers r
join task.tasks t using (task_id)
join directory.projects p using (project_id)
left join directory.users u on u.user_id = r.user_id
where r.workspace_id = $1 and r.is_active and r.user_id > $2
  and ($4::uuid is null or r.user_id = $4) and ($5::uuid is null or t.project_id = $5)
order by r.user_id limit $3
