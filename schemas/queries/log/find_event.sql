-- The event at $1 stream and $2 version: was an append whose answer got lost carried out?
select event_id, position, (extract(epoch from recorded_at) * 1000)::bigint
from log.events where stream = $1 and version = $2
