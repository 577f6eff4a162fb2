-- The events at the positions $1, in order.
select position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
       (extract(epoch from recorded_at) * 1000)::bigint
from log.events where position = any($1::bigint[]) order by position
