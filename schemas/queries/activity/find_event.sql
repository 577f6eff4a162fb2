-- The stream and the workspace of event $1: where the activity has it, else among the newest $2 events that it may not
-- have yet.
select stream, workspace_id from log.events
where position = (select position from activity.entries where event_id = $1)
union all
select stream, workspace_id from (
    select e.event_id, e.stream, e.workspace_id from log.events e
    where e.position > (select min(c.position) from projection.checkpoints c where c.name = 'activity')
    order by e.position desc limit $2) as tail
where event_id = $1
limit 1
