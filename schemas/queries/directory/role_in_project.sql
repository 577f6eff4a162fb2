-- The roles of user $2 in the workspace of project $1 and, if there is one, in the project.
select m.role, r.role
from directory.projects p join directory.workspaces w using (workspace_id) join directory.members m using (workspace_id)
left join directory.project_members r on r.project_id = p.project_id and r.user_id = m.user_id
     and r.membership = m.membership and r.is_member
where p.project_id = $1 and not p.is_deleted and not w.is_deleted and m.user_id = $2 and m.is_member
