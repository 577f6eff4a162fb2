-- The workspaces of user $1 with their role, after slug $2, at most $3.
select w.workspace_id, w.name, w.slug, w.description, m.role
from directory.members m join directory.workspaces w using (workspace_id)
where m.user_id = $1 and m.is_member and not w.is_deleted and w.slug > $2
order by w.slug limit $3
