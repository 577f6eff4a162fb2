-- What happened to tasks in the workspace of project $1 after the board's checkpoint, at most $2 events.
select e.position, e.event_id, e.stream, e.version, e.type, e.schema_version, e.workspace_id, e.data, e.metadata,
       (extract(epoch from e.recorded_at) * 1000)::bigint
from log.events e
where e.position > (select min(c.position) from projection.checkpoints c where c.name = 'board')
  and e.workspace_id = (select workspace_id from log.streams s where s.stream = 'project-' || $1::uuid)
  and e.stream like 'task-%'
order by e.position limit $2
