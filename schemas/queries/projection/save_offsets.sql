-- The partitions $1 are read on at the offsets $2.
insert into projection.offsets (partition, next_offset)
select unnest($1::int[]), unnest($2::bigint[])
on conflict (partition) do update set next_offset = excluded.next_offset
