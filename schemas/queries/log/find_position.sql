-- The last position that was recorded by the instant $1 (milliseconds), and whether that is still to come. Times of
-- recording never go back: the place is found by halving.
with recursive search(low, high) as (
    select 0::bigint, (select position from log.head)
    union all
    select case when e.recorded_at <= to_timestamp($1::bigint / 1000.0) then e.position else s.low end,
           case when e.recorded_at <= to_timestamp($1::bigint / 1000.0) then s.high else e.position - 1 end
    from search s
    cross join lateral (select x.position, x.recorded_at from log.events x where x.position = (s.low + s.high + 1) / 2) e
    where s.low < s.high)
select low, to_timestamp($1::bigint / 1000.0) > clock_timestamp() from search where low = high
