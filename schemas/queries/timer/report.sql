-- The time of workspace $1 from the start of day $2 to the start of day $3 in time zone $4, cut at its midnights, in
-- groups by $5 and $6 ('' is none), at most $7. Of user $8 and project $9 only if those are not null. Each row also has
-- the totals of all, and those of a task or a project what it is estimated at and all time that was ever spent on it
-- (by user $8, if that is not null). Entries take at most 24 hours: earlier ones than a day before cannot reach in.
with bounds as (
    select $2::date::timestamp at time zone $4 as first, $3::date::timestamp at time zone $4 as last
), entries as not materialized (
    -- The task only where it groups: that leaves few rows for all that follows.
    select case when 'user' in ($5::text, $6::text) then e.user_id end as user_id,
           case when $5 in ('project', 'task', 'label') or $6 in ('project', 'task', 'label')
                then e.task_id end as task_id,
           e.billable, greatest(e.started_at, b.first) as started_at, least(e.stopped_at, b.last) as stopped_at
    from bounds b, timer.entries e
    where e.workspace_id = $1 and not e.is_deleted
      and e.started_at >= b.first - interval '24 hours' and e.started_at < b.last and e.stopped_at > b.first
      and greatest(e.started_at, b.first) < least(e.stopped_at, b.last)
      and ($8::uuid is null or e.user_id = $8)
      and ($9::uuid is null or e.task_id in (select task_id from task.tasks where project_id = $9))
), pieces as (
    -- Only days are cut at midnights; a piece that goes on with its entry in the same group is not one more entry.
    select e.user_id, e.task_id, e.billable, null::date as day, sum(e.stopped_at - e.started_at) as time,
           count(*) as entries, count(*) as begun
    from entries e
    where not ($5 in ('day', 'week', 'month') or $6 in ('day', 'week', 'month'))
    group by 1, 2, 3
    union all
    select e.user_id, e.task_id, e.billable, d.day::date, sum(p.stopped_at - p.started_at),
           count(*) filter (where d.day = d.first
               or case $5 when 'day' then true when 'week' then extract(isodow from d.day) = 1
                      when 'month' then extract(day from d.day) = 1 else false end
               or case $6 when 'day' then true when 'week' then extract(isodow from d.day) = 1
                      when 'month' then extract(day from d.day) = 1 else false end),
           count(*) filter (where d.day = d.first)
    from entries e
    cross join lateral (select date_trunc('day', e.started_at at time zone $4) as first) f
    cross join lateral (select f.first, day
                        from generate_series(f.first, e.stopped_at at time zone $4, interval '1 day') day) d
    cross join lateral (select greatest(e.started_at, d.day at time zone $4) as started_at,
                               least(e.stopped_at, (d.day + interval '1 day') at time zone $4) as stopped_at) p
    where ($5 in ('day', 'week', 'month') or $6 in ('day', 'week', 'month')) and p.started_at < p.stopped_at
    group by 1, 2, 3, 4
), placed as (
    select p.user_id, p.task_id, p.billable, p.day, (extract(epoch from p.time) * 1000)::bigint as milliseconds,
           p.entries, p.begun, t.project_id, t.labels
    from pieces p left join task.tasks t using (task_id)
    where p.task_id is null or t.task_id is not null
), labelled as (
    select p.*, u.label
    from placed p
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
           sum(l.entries)::bigint as entries
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
    -- The task, or else the project, whose estimate and time ever spent stand beside the group's.
    select n.*, case when 'task' in ($5, $6) then (case $5 when 'task' then n.key1 else n.key2 end)::uuid
                     when 'project' in ($5, $6) then (case $5 when 'project' then n.key1 else n.key2 end)::uuid
                end as place
    from named n
), estimates as (
    select t.task_id as place, t.estimate_seconds::bigint from task.tasks t
    where 'task' in ($5, $6) and t.task_id in (select place from compared)
    union all
    select t.project_id, sum(t.estimate_seconds)::bigint from task.tasks t
    where not 'task' in ($5, $6) and not t.is_deleted and t.project_id in (select place from compared)
    group by t.project_id
), spent as (
    select case when 'task' in ($5, $6) then t.task_id else t.project_id end as place,
           sum(e.stopped_at - e.started_at) as time
    from task.tasks t join timer.entries e using (task_id)
    where case when 'task' in ($5, $6) then t.task_id else t.project_id end in (select place from compared)
      and not e.is_deleted and ($8::uuid is null or e.user_id = $8)
    group by 1
), total as (
    select coalesce(sum(milliseconds), 0) as milliseconds,
           coalesce(sum(milliseconds) filter (where billable), 0) as billable_milliseconds,
           coalesce(sum(begun), 0)::bigint as entries
    from placed
)
select n.key1, n.name1, n.key2, n.name2, round(n.milliseconds / 1000.0)::bigint,
       round(n.billable_milliseconds / 1000.0)::bigint, n.entries, round(t.milliseconds / 1000.0)::bigint,
       round(t.billable_milliseconds / 1000.0)::bigint, t.entries, e.estimate_seconds,
       case when n.place is not null then round(coalesce(extract(epoch from s.time), 0))::bigint end
from compared n cross join total t left join estimates e using (place) left join spent s using (place)
order by n.name1, n.key1, n.name2, n.key2 limit $7
