-- The log after $1 position, at most $2 events.
select position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
       (extract(epoch from recorded_at) * 1000)::bigint
from log.events where position > $1 order by position limit $2
