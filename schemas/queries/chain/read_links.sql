-- The events at the positions $1 to $2, every column as text for the hash chain to be computed over: the time in
-- microseconds (null: not finite), the hash in hexadecimal.
select position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
       case when isfinite(recorded_at) then (extract(epoch from recorded_at) * 1000000)::bigint end, encode(hash, 'hex')
from log.events where position between $1 and $2 order by position
