-- Whether there is a task $1.
select from task.tasks t join directory.projects p using (project_id)
join directory.workspaces w on w.workspace_id = p.workspace_id
where t.task_id = $1 and not t.is_deleted and not p.is_deleted and not w.is_deleted
