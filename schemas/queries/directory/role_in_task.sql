-- The roles of user $2 in the workspace of task $1 and, if there is one, in its project.
select m.role, r.role
from task.tasks t join directory.projects p using (project_id)
join directory.workspaces w on w.workspace_id = p.workspace_id join directory.members m on m.workspace_id = p.workspace_id
left join directory.project_members r on r.project_id = p.project_id and r.user_id = m.user_id
     and r.membership = m.membership and r.is_member
where t.task_id = $1 and not t.is_deleted and not p.is_deleted and not w.is_deleted
  and m.user_id = $2 and m.is_member
