-- The workspace of project $1, by the log.
select workspace_id from log.streams where stream = 'project-' || $1::uuid
