-- The workspace of the event at position $1.
select workspace_id from log.events where position = $1
