-- The topics $1 had their last deltas at the positions $2.
insert into projection.topics as t (topic, position)
select topic, position from unnest($1::text[], $2::bigint[]) as u(topic, position)
on conflict (topic) do update set position = greatest(t.position, excluded.position)
