-- The time of workspace $1 from the start of day $2 to the start of day $3 in time zone $4, cut at its midnights, in
-- groups by $5 and $6 ('' is none), at most $7. Of user $8 and project $9 only if those are not null. Each row also has
-- the totals of all, and those of a task or a project what it is estimated at and all time that was ever spent on it
-- (by user $8, if that is not null). Entries take at most 24 hours: earlier ones than a day before cannot reach in.
with bounds as (
    select $2::date::timestamp at time zone $4 as first, $3::date::timestamp at time zone $4 as last
), asked as (
    select 'day' in ($5, $6) or 'week' in ($5, $6) or 'month' in ($5, $6) as is_by_day
), entries as (
    select e.entry_id, e.user_id, e.task_id, t.project_id, t.labels, e.billable, cut.started_at, cut.stopped_at,
           (extract(epoch from cut.stopped_at - cut.started_at) * 1000)::bigint as milliseconds
    from bounds b, timer.entries e join task.tasks t using (task_id)
    cross join lateral (select greatest(e.started_at, b.first) as started_at, least(e.stopped_at, b.last) as stopped_at) cut
    where e.workspace_id = $1 and not e.is_deleted
      and e.started_at >= b.first - interval '24 hours' and e.started_at < b.last and e.stopped_at > b.first
      and cut.stopped_at > cut.started_at
      and ($8::uuid is null or e.user_id = $8) and ($9::uuid is null or t.project_id = $9)
), pieces as (
    -- Only days are cut at midnights; a piece that goes on with its entry in the same group is not one more entry.
    select e.user_id, e.task_id, e.project_id, e.labels, e.billable, null::date as day, e.milliseconds,
           false as is_same_entry
    from entries e, asked a where not a.is_by_day
    union all
    select e.user_id, e.task_id, e.project_id, e.labels, e.billable, d.day::date, p.milliseconds,
           d.day > date_trunc('day', e.started_at at time zone $4)
           and case $5::text when 'day' then false when 'week' then extract(isodow from d.day) > 1
                   when 'month' then extract(day from d.day) > 1 else true end
           and case $6::text when 'day' then false when 'week' then extract(isodow from d.day) > 1
                   when 'month' then extract(day from d.day) > 1 else true end
    from asked a, entries e
    cross join lateral generate_series(date_trunc('day', e.started_at at time zone $4),
                                       e.stopped_at at time zone $4, interval '1 day') as d(day)
    cross join lateral (
        select (extract(epoch from least(e.stopped_at, (d.day + interval '1 day') at time zone $4)
                                   - greatest(e.started_at, d.day at time zone $4)) * 1000)::bigint as milliseconds) p
    where a.is_by_day and p.milliseconds > 0
), labelled as (
    select p.*, u.label
    from pieces p
    left join lateral unnest(case when 'label' in ($5, $6) then p.labels end) as u(label) on true
), groups as (
    select case $5::text when 'user' then l.user_id::text when 'project' then l.project_id::text
                   when 'task' then l.task_id::text when 'label' then l.label::text when 'day' then l.day::text
                   when 'week' then date_trunc('week', l.day)::date::text
                   when 'month' then date_trunc('month', l.day)::date::text end as key1,
           case $6::text when 'user' then l.user_id::text when 'project' then l.project_id::text
                   when 'task' then l.task_id::text when 'label' then l.label::text when 'day' then l.day::text
                   when 'week' then date_trunc('week', l.day)::date::text
                   when 'month' then date_trunc('month', l.day)::date::text end as key2,
           sum(l.milliseconds) as milliseconds,
           coalesce(sum(l.milliseconds) filter (where l.billable), 0) as billable_milliseconds,
           count(*) filter (where not l.is_same_entry) as entries
    from labelled l group by 1, 2
), named as (
    select g.*,
           case $5::text when 'user' then (select name from directory.users where user_id = g.key1::uuid)
               when 'project' then (select key || ' ' || name from directory.projects where project_id = g.key1::uuid)
               when 'task' then (select p.key || '-' || t.number || ' ' || t.title
                                 from task.tasks t join directory.projects p using (project_id)
                                 where t.task_id = g.key1::uuid)
               when 'label' then (select s ->> 'name' from board.projects b, jsonb_array_elements(b.labels) s
                                  where b.workspace_id = $1 and s ->> 'id' = g.key1 limit 1)
               else g.key1 end as name1,
           case $6::text when 'user' then (select name from directory.users where user_id = g.key2::uuid)
               when 'project' then (select key || ' ' || name from directory.projects where project_id = g.key2::uuid)
               when 'task' then (select p.key || '-' || t.number || ' ' || t.title
                                 from task.tasks t join directory.projects p using (project_id)
                                 where t.task_id = g.key2::uuid)
               when 'label' then (select s ->> 'name' from board.projects b, jsonb_array_elements(b.labels) s
                                  where b.workspace_id = $1 and s ->> 'id' = g.key2 limit 1)
               else g.key2 end as name2
    from groups g
), compared as (
    select n.*, case when 'task' in ($5, $6) then (case $5 when 'task' then n.key1 else n.key2 end)::uuid end as task,
           case when 'project' in ($5, $6) and 'task' not in ($5, $6)
                then (case $5 when 'project' then n.key1 else n.key2 end)::uuid end as project
    from named n
), total as (
    select coalesce(sum(milliseconds), 0) as milliseconds,
           coalesce(sum(milliseconds) filter (where billable), 0) as billable_milliseconds,
           count(*) as entries
    from entries
)
select n.key1, n.name1, n.key2, n.name2, round(n.milliseconds / 1000.0)::bigint,
       round(n.billable_milliseconds / 1000.0)::bigint, n.entries, round(t.milliseconds / 1000.0)::bigint,
       round(t.billable_milliseconds / 1000.0)::bigint, t.entries,
       case when n.task is not null then (select estimate_seconds from task.tasks where task_id = n.task)
            when n.project is not null then (select sum(estimate_seconds)::bigint from task.tasks
                                             where project_id = n.project and not is_deleted) end,
       case when n.task is not null or n.project is not null
            then (select round(coalesce(sum(extract(epoch from e.stopped_at - e.started_at)), 0))::bigint
                  from task.tasks k join timer.entries e using (task_id)
                  where (k.task_id = n.task or k.project_id = n.project) and not e.is_deleted
                    and ($8::uuid is null or e.user_id = $8)) end
from compared n cross join total t
order by n.name1, n.key1, n.name2, n.key2 limit $7
