-- Whether $1 is a project.
select from directory.projects where project_id = $1
