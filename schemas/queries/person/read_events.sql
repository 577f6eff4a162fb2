-- Of the events after position $1, up to $2, those that person $3 (an id's text) did, that are of their account, or
-- that name them; at most $4. Reads all events in between.
select position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
       (extract(epoch from recorded_at) * 1000)::bigint
from log.events
where position > $1 and position <= $2
  and (strpos(metadata, $3) > 0 or strpos(data, $3) > 0 or stream = 'user-' || $3)
order by position limit $4
