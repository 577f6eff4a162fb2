-- The workspace of project $1.
select workspace_id from directory.projects where project_id = $1
