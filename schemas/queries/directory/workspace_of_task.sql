-- The workspace of task $1.
select workspace_id from task.tasks where task_id = $1
