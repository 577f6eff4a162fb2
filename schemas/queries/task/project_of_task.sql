-- The project of task $1, also of a deleted one.
select project_id from task.tasks where task_id = $1
