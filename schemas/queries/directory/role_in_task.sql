-- The role of user $2 in the workspace of task $1.
select m.role from task.tasks t join directory.members m using (workspace_id)
where t.task_id = $1 and not t.is_deleted and m.user_id = $2 and m.is_member
