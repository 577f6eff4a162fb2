-- The tasks of workspace $1, or of project $2 if it is not null, in the order of the fields $3 (falling where $4 says so),
-- at most $6, after the one whose sort keys and id are $5 (three keys, the id, the position at which the list began).
-- Each of these filters if it is not null: $7 statuses, $8 categories, $9 types, $10 priorities, $11 one of these
-- assignees, $12 has assignees at all, $13 all of these labels, $14 due from, $15 due before, $16 starts from, $17 starts
-- before, $18 created from, $19 created before, $20 updated from, $21 updated before, $22 estimate of at least, $23 at most
-- (seconds), $24 archived, $25 overdue, $26 created by, $27 every one of these patterns stands in key, title or description.
-- Nulls come last. What changed in a sorted field since the list began is left out: it was seen, or may be seen again.
select t.task_id, p.key || '-' || t.number, t.number, t.project_id, t.title, t.description, t.status, t.rank, t.priority,
       t.assignees, t.labels, (extract(epoch from t.due) * 1000000)::bigint, t.type,
       (extract(epoch from t.start) * 1000000)::bigint, t.estimate_seconds, t.is_overdue, t.is_archived, t.is_deleted,
       t.created_by, (extract(epoch from t.created_at) * 1000)::bigint,
       (extract(epoch from t.updated_at) * 1000)::bigint, t.version,
       sort.keys[1], sort.keys[2], sort.keys[3], list.began
from task.tasks t
join task.projects p using (project_id)
cross join (select coalesce(($5::text[])[5]::bigint, (select max(x.position) from task.tasks x where x.workspace_id = $1))
                   as began) list
cross join lateral (
    select s.value ->> 'category' as category, s.place
    from jsonb_array_elements(p.statuses) with ordinality s(value, place)
    where s.value ->> 'id' = t.status::text
    union all select null, null limit 1) status
cross join lateral (
    select array_agg(coalesce(
        case f.field
            when 'number' then lpad(t.number::text, 12, '0')
            when 'title' then lower(t.title)
            when 'status' then lpad(status.place::text, 4, '0')
            when 'rank' then t.rank
            when 'priority' then array_position('{LOW,MEDIUM,HIGH,URGENT}'::text[], t.priority)::text
            when 'type' then t.type
            when 'due' then to_char(t.due at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
            when 'start' then to_char(t.start at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
            when 'estimate_seconds' then lpad(t.estimate_seconds::text, 12, '0')
            when 'created_at' then to_char(t.created_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
            when 'updated_at' then to_char(t.updated_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')
        end, case when f.falling then '' else chr(1114111) end) collate "C" order by f.place) as keys
    from unnest($3::text[], $4::boolean[]) with ordinality f(field, falling, place)) sort
where t.workspace_id = $1 and ($2::uuid is null or t.project_id = $2) and not t.is_deleted and not p.is_deleted
  and ($5::text[] is null
       or ((case when ($4::boolean[])[1] then sort.keys[1] < ($5::text[])[1] else sort.keys[1] > ($5::text[])[1] end
            or sort.keys[1] = ($5::text[])[1]
               and (case when ($4::boolean[])[2] then sort.keys[2] < ($5::text[])[2]
                         else sort.keys[2] > ($5::text[])[2] end
                    or sort.keys[2] = ($5::text[])[2]
                       and (case when ($4::boolean[])[3] then sort.keys[3] < ($5::text[])[3]
                                 else sort.keys[3] > ($5::text[])[3] end
                            or sort.keys[3] = ($5::text[])[3] and t.task_id > ($5::text[])[4]::uuid)))
           and (t.moved_position <= list.began or not $3::text[] && '{status,rank}'::text[])
           and (t.edited_position <= list.began
                or not $3::text[] && '{title,priority,type,due,start,estimate_seconds}'::text[])
           and (t.position <= list.began or not 'updated_at' = any($3::text[]))))
  and ($7::uuid[] is null or t.status = any($7))
  and ($8::text[] is null or status.category = any($8))
  and ($9::text[] is null or t.type = any($9))
  and ($10::text[] is null or t.priority = any($10))
  and ($11::uuid[] is null or t.assignees && $11)
  and ($12::boolean is null or (cardinality(t.assignees) > 0) = $12)
  and ($13::uuid[] is null or t.labels @> $13)
  and ($14::timestamptz is null or t.due >= $14) and ($15::timestamptz is null or t.due < $15)
  and ($16::timestamptz is null or t.start >= $16) and ($17::timestamptz is null or t.start < $17)
  and ($18::timestamptz is null or t.created_at >= $18) and ($19::timestamptz is null or t.created_at < $19)
  and ($20::timestamptz is null or t.updated_at >= $20) and ($21::timestamptz is null or t.updated_at < $21)
  and ($22::bigint is null or t.estimate_seconds >= $22) and ($23::bigint is null or t.estimate_seconds <= $23)
  and ($24::boolean is null or t.is_archived = $24)
  and ($25::boolean is null or t.is_overdue = $25)
  and ($26::uuid is null or t.created_by = $26)
  and ($27::text[] is null
       or not exists (select from unnest($27::text[]) w(pattern)
                      where not (p.key || '-' || t.number ilike w.pattern or t.title ilike w.pattern
                                 or t.description ilike w.pattern)))
order by case when not ($4::boolean[])[1] then sort.keys[1] end, case when ($4::boolean[])[1] then sort.keys[1] end desc,
         case when not ($4::boolean[])[2] then sort.keys[2] end, case when ($4::boolean[])[2] then sort.keys[2] end desc,
         case when not ($4::boolean[])[3] then sort.keys[3] end, case when ($4::boolean[])[3] then sort.keys[3] end desc,
         t.task_id
limit $6
