-- The topics $1 have their last deltas at the positions $2, where they had them at $3 before (0: none yet). One row for
-- each that was there: the others were moved by another projector meanwhile.
with wanted as (select unnest($1::text[]) as topic, unnest($2::bigint[]) as position, unnest($3::bigint[]) as previous),
moved as (
    update projection.topics t set position = w.position from wanted w
    where t.topic = w.topic and t.position = w.previous
    returning 1
),
made as (
    insert into projection.topics (topic, position)
    select topic, position from wanted where previous = 0
    on conflict (topic) do nothing
    returning 1
)
select 1 from moved union all select 1 from made
