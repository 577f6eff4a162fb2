-- When the event at position $1 was recorded.
select (extract(epoch from recorded_at) * 1000)::bigint from log.events where position = $1
