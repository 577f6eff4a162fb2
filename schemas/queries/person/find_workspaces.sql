-- The workspaces that an event after position $1, up to $2, has put person $3 (an id's text) into. Reads all events
-- in between.
select distinct workspace_id
from log.events
where position > $1 and position <= $2 and type in ('WorkspaceCreated', 'MemberAdded') and strpos(data, $3) > 0
order by workspace_id
