-- The time entries that user $1 may see (their own, and everybody's where they have one of the roles $2), after
-- ($4 key, $5 entry) in the order $3, at most $6. Each of these filters if it is not null: $7 workspace, $8 user,
-- $9 project, $10 task, $11 started at or after, $12 started before (milliseconds), $13 billable.
-- Of a list that began at position $14, if it is not null, what got other times since is left out: it was seen, or may be seen
-- again.
select e.entry_id, e.workspace_id, e.user_id, coalesce(u.name, '?'), e.task_id, p.key || '-' || t.number, t.title,
       t.project_id, (extract(epoch from e.started_at) * 1000)::bigint,
       (extract(epoch from e.stopped_at) * 1000)::bigint, e.note, e.billable, e.from_timer, e.version, sort.key,
       coalesce($14, (select max(c.position) from projection.checkpoints c where c.name = 'timer'))
from timer.entries e
join task.tasks t using (task_id)
join directory.projects p using (project_id)
left join directory.users u on u.user_id = e.user_id
join directory.workspaces w on w.workspace_id = e.workspace_id and not w.is_deleted
join directory.members m on m.workspace_id = e.workspace_id and m.user_id = $1 and m.is_member
cross join lateral (select (extract(epoch from case $3 when 'stopped_at' then e.stopped_at
                                                       when '-stopped_at' then e.stopped_at
                                                       else e.started_at end) * 1000)::bigint as instant,
                           (extract(epoch from e.stopped_at - e.started_at) * 1000)::bigint as duration) v
cross join lateral (select case $3 when 'duration' then v.duration when '-duration' then -v.duration
                                   when 'started_at' then v.instant when 'stopped_at' then v.instant
                                   else -v.instant end as key) sort
where not e.is_deleted and (e.user_id = $1 or m.role = any($2::text[]))
  and (sort.key, e.entry_id) > ($4::bigint, $5::uuid)
  and ($7::uuid is null or e.workspace_id = $7) and ($8::uuid is null or e.user_id = $8)
  and ($9::uuid is null or t.project_id = $9) and ($10::uuid is null or e.task_id = $10)
  and ($11::bigint is null or e.started_at >= to_timestamp($11 / 1000.0))
  and ($12::bigint is null or e.started_at < to_timestamp($12 / 1000.0))
  and ($13::boolean is null or e.billable = $13)
  and ($14::bigint is null or e.times_position <= $14)
order by sort.key, e.entry_id limit $6
