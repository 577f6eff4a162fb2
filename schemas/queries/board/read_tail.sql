-- What happened to tasks in workspace $1 after position $2, at most $3 events.
select e.position, e.event_id, e.stream, e.version, e.type, e.schema_version, e.workspace_id, e.data, e.metadata,
       (extract(epoch from e.recorded_at) * 1000)::bigint
from log.events e
where e.position > $2 and e.workspace_id = $1 and e.stream like 'task-%'
order by e.position limit $3
