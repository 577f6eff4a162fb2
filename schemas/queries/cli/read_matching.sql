-- Of the positions after $1 up to $2 at most $7 events that may be wanted. What is null lets everything through: $3 is
-- the workspace, $4 types, $5 a text that stands in the event somewhere (a person's id), $6 one in its metadata.
select position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
       (extract(epoch from recorded_at) * 1000)::bigint
from log.events
where position > $1 and position <= $2
  and ($3::uuid is null or workspace_id = $3)
  and ($4::text[] is null or type = any ($4))
  and ($5::text is null or strpos(metadata, $5) > 0 or strpos(data, $5) > 0 or strpos(stream, $5) > 0)
  and ($6::text is null or strpos(metadata, $6) > 0)
order by position limit $7
