-- Time entry $1 with names.
select e.entry_id, e.workspace_id, e.user_id, coalesce(u.name, '?'), e.task_id, p.key || '-' || t.number, t.title,
       t.project_id, (extract(epoch from e.started_at) * 1000)::bigint,
       (extract(epoch from e.stopped_at) * 1000)::bigint, e.note, e.billable, e.from_timer, e.version
from timer.entries e
join task.tasks t using (task_id)
join directory.projects p using (project_id)
left join directory.users u on u.user_id = e.user_id
where e.entry_id = $1 and not e.is_deleted
