-- Takes from the buckets $1 what takes $2 seconds to refill (below 0: puts back); answers in how many seconds each is full.
insert into edge.buckets as b (key, full_at)
select u.key, now() + make_interval(secs => u.taken) from (select unnest($1::bytea[]) as key, unnest($2::float8[]) as taken) as u order by u.key
on conflict (key) do update set full_at = greatest(b.full_at, now()) + (excluded.full_at - now())
returning key, extract(epoch from full_at - now())::float8
