-- The workspace and the project of task $1, also of a deleted one.
select workspace_id, project_id from task.tasks where task_id = $1
